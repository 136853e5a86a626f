package dev.sliderule.pipeline.write;

import dev.sliderule.common.JobFailedException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import org.apache.beam.sdk.io.FileIO;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.io.fs.ResolveOptions;
import org.apache.beam.sdk.io.fs.ResourceId;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PDone;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.joda.time.format.DateTimeFormatter;
import org.joda.time.format.ISODateTimeFormat;

/**
 * Writes final rows to files in a directory of any file system that Beam knows.
 *
 * <p>Input: what {@link FinalRows} gives. A file holds the rows of one sliding window, is named by
 * it, and is complete when it appears under its name. A window that is written again, by a job that
 * goes on after another, replaces its file; so nothing is there twice. A file that has such a name
 * but no rows in it is somebody else's: it stays, and the job fails.
 */
public final class WriteRowsToFiles extends PTransform<PCollection<ResultRow>, PDone> {
  private static final long serialVersionUID = 1L;

  /** No colons, which some file systems refuse; sorts by time. */
  private static final DateTimeFormatter TIME = ISODateTimeFormat.basicDateTime().withZoneUTC();

  private final String directory;
  private final RowFormat format;
  private final Duration allowedLateness;

  private WriteRowsToFiles(String directory, RowFormat format, Duration allowedLateness) {
    this.directory = directory;
    this.format = format;
    this.allowedLateness = allowedLateness;
  }

  /**
   * Writes to a directory, which is made if it is missing.
   *
   * @param allowedLateness the one that the rows have waited for
   */
  static WriteRowsToFiles to(String directory, RowFormat format, Duration allowedLateness) {
    return new WriteRowsToFiles(directory, format, allowedLateness);
  }

  @Override
  public PDone expand(PCollection<ResultRow> rows) {
    Duration lateness = allowedLateness;
    String target = directory;
    RowFormat rowFormat = format;
    rows.apply(
        "WriteFiles",
        FileIO.<ResultRow>write()
            .via(format.sink())
            .to(directory)
            .withNaming(
                (window, pane, shards, shard, compression) ->
                    checked(target, name(window, lateness, rowFormat.extension()), rowFormat))
            .withNumShards(1));
    return PDone.in(rows.getPipeline());
  }

  private static String checked(String directory, String name, RowFormat format) {
    ResourceId file =
        FileSystems.matchNewResource(directory, true)
            .resolve(name, ResolveOptions.StandardResolveOptions.RESOLVE_FILE);
    try (ReadableByteChannel content = FileSystems.open(file)) {
      if (!format.mayReplace(Channels.newInputStream(content))) {
        throw new JobFailedException(
            String.format(
                "file %s cannot be written: one that is not of this program is there; move it"
                    + " away, or name another directory in --output",
                file));
      }
    } catch (FileNotFoundException e) {
      return name;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return name;
  }

  private static String name(BoundedWindow window, Duration lateness, String extension) {
    IntervalWindow closing = (IntervalWindow) window;
    Instant end = closing.end().minus(lateness);
    return String.format("rows-%s-%s.%s", TIME.print(closing.start()), TIME.print(end), extension);
  }
}
