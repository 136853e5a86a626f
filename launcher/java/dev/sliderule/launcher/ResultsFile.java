package dev.sliderule.launcher;

import dev.sliderule.pipeline.write.ResultRow;
import dev.sliderule.pipeline.write.ResultRowJson;
import dev.sliderule.pipeline.write.RowFormat;
import java.io.IOException;
import java.io.InputStream;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.stream.Collectors;

/**
 * A file of result rows, a line of JSON each. While the run goes on it has every row in the order
 * of arrival; at the end only the final row of every window and group, ordered by key.
 */
final class ResultsFile implements AutoCloseable {
  private final Path path;
  private final Writer writer;

  private ResultsFile(Path path, Writer writer) {
    this.path = path;
    this.writer = writer;
  }

  /** Whether a file has rows, as far as its beginning tells; an empty one is of a run without. */
  static boolean isOne(Path path) throws IOException {
    if (!Files.isRegularFile(path)) {
      return false;
    }
    try (InputStream in = Files.newInputStream(path)) {
      return RowFormat.JSON_LINES.mayReplace(in);
    }
  }

  /** Makes an empty file, in place of an older one. */
  static ResultsFile create(Path path) throws IOException {
    return new ResultsFile(path, Files.newBufferedWriter(path));
  }

  /** Adds rows at the end; they can be read from the file at once. */
  void append(Collection<ResultRow> rows) throws IOException {
    for (ResultRow row : rows) {
      writer.write(ResultRowJson.format(row) + "\n");
    }
    writer.flush();
  }

  /** Replaces the file in one step by the final rows, and closes it. */
  void finish(Collection<ResultRow> finalRows) throws IOException {
    writer.close();
    AtomicFile.write(
        path, finalRows.stream().map(ResultRowJson::format).collect(Collectors.toList()));
  }

  @Override
  public void close() throws IOException {
    writer.close();
  }
}
