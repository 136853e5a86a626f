package dev.sliderule.pipeline.write;

import dev.sliderule.common.JobFailedException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.util.List;
import java.util.Locale;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.io.FileIO;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.io.fs.ResolveOptions;
import org.apache.beam.sdk.io.fs.ResourceId;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.windowing.AfterPane;
import org.apache.beam.sdk.transforms.windowing.Repeatedly;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PDone;
import org.joda.time.Duration;
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
public final class WriteRowsToFiles extends PTransform<PCollection<List<ResultRow>>, PDone> {
  private static final long serialVersionUID = 1L;

  /** No colons, which some file systems refuse; sorts by time. */
  private static final DateTimeFormatter TIME = ISODateTimeFormat.basicDateTime().withZoneUTC();

  private final String directory;
  private final RowFormat format;

  private WriteRowsToFiles(String directory, RowFormat format) {
    this.directory = directory;
    this.format = format;
  }

  /** Writes to a directory, which is made if it is missing. */
  static WriteRowsToFiles to(String directory, RowFormat format) {
    return new WriteRowsToFiles(directory, format);
  }

  @Override
  public PDone expand(PCollection<List<ResultRow>> windows) {
    String target = directory;
    RowFormat rowFormat = format;
    windows
        .apply(
            "AtOnce",
            Window.<List<ResultRow>>configure()
                .triggering(Repeatedly.forever(AfterPane.elementCountAtLeast(1)))
                .withAllowedLateness(Duration.ZERO)
                .discardingFiredPanes())
        .apply(
            "WriteFiles",
            FileIO.<String, List<ResultRow>>writeDynamic()
                .by(rows -> name(rows.get(0), rowFormat.extension()))
                .withDestinationCoder(StringUtf8Coder.of())
                .via(new WindowSink(format.sink()))
                .to(directory)
                .withNaming(
                    file ->
                        (window, pane, shards, shard, compression) ->
                            checked(target, file, rowFormat))
                .withNumShards(1));
    return PDone.in(windows.getPipeline());
  }

  /** Writes all rows of a window. */
  private static final class WindowSink implements FileIO.Sink<List<ResultRow>> {
    private static final long serialVersionUID = 1L;

    private final FileIO.Sink<ResultRow> sink;

    WindowSink(FileIO.Sink<ResultRow> sink) {
      this.sink = sink;
    }

    @Override
    public void open(WritableByteChannel channel) throws IOException {
      sink.open(channel);
    }

    @Override
    public void write(List<ResultRow> rows) throws IOException {
      for (ResultRow row : rows) {
        sink.write(row);
      }
    }

    @Override
    public void flush() throws IOException {
      sink.flush();
    }
  }

  private static String checked(String directory, String name, RowFormat format) {
    ResourceId file =
        FileSystems.matchNewResource(directory, true)
            .resolve(name, ResolveOptions.StandardResolveOptions.RESOLVE_FILE);
    try (ReadableByteChannel content = FileSystems.open(file)) {
      if (!format.mayReplace(Channels.newInputStream(content))) {
        throw new JobFailedException(
            String.format(
                Locale.ROOT,
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

  private static String name(ResultRow row, String extension) {
    return String.format(
        Locale.ROOT,
        "rows-%s-%s.%s",
        TIME.print(row.windowStart()),
        TIME.print(row.windowEnd()),
        extension);
  }
}
