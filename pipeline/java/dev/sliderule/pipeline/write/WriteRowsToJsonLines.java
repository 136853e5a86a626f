package dev.sliderule.pipeline.write;

import org.apache.beam.sdk.io.FileIO;
import org.apache.beam.sdk.io.TextIO;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.windowing.AfterProcessingTime;
import org.apache.beam.sdk.transforms.windowing.GlobalWindows;
import org.apache.beam.sdk.transforms.windowing.Repeatedly;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PDone;
import org.apache.beam.sdk.values.TypeDescriptors;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.joda.time.format.ISODateTimeFormat;

/**
 * Writes result rows as lines of JSON to files in a directory of any file system that Beam knows. A
 * file holds the rows of about one second and is complete when it appears under its name. Every row
 * is written: of rows with the same window and group, the one with the highest revision counts.
 */
public final class WriteRowsToJsonLines extends PTransform<PCollection<ResultRow>, PDone> {
  private static final long serialVersionUID = 1L;

  private static final Duration FILE_PERIOD = Duration.standardSeconds(1);

  private final String directory;

  /** Keeps the files of one run of a job apart from those of the next in the same directory. */
  private final String startedAt;

  private WriteRowsToJsonLines(String directory, String startedAt) {
    this.directory = directory;
    this.startedAt = startedAt;
  }

  public static WriteRowsToJsonLines to(String directory) {
    return new WriteRowsToJsonLines(
        directory, ISODateTimeFormat.basicDateTime().withZoneUTC().print(Instant.now()));
  }

  @Override
  public PDone expand(PCollection<ResultRow> rows) {
    String run = startedAt;
    rows.apply("FormatRows", MapElements.into(TypeDescriptors.strings()).via(ResultRowJson::format))
        // In the global window no row can be late for the grouping that makes the files.
        .apply(
            "CollectRows",
            Window.<String>into(new GlobalWindows())
                .triggering(
                    Repeatedly.forever(
                        AfterProcessingTime.pastFirstElementInPane().plusDelayOf(FILE_PERIOD)))
                .withAllowedLateness(Duration.ZERO)
                .discardingFiredPanes())
        .apply(
            "WriteFiles",
            FileIO.<String>write()
                .via(TextIO.sink())
                .to(directory)
                .withNaming(
                    (window, pane, shards, shard, compression) ->
                        String.format("rows-%s-%06d.jsonl", run, pane.getIndex()))
                .withNumShards(1));
    return PDone.in(rows.getPipeline());
  }
}
