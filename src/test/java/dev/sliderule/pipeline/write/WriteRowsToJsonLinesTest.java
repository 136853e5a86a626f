package dev.sliderule.pipeline.write;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.matchesRegex;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.beam.sdk.testing.TestPipeline;
import org.apache.beam.sdk.testing.TestStream;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.TimestampedValue;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WriteRowsToJsonLinesTest {
  @TempDir Path directory;

  private final TestPipeline pipeline = TestPipeline.create();

  WriteRowsToJsonLinesTest() {
    pipeline.enableAbandonedNodeEnforcement(false);
  }

  @Test
  void writesEveryRowOnce() throws IOException {
    List<ResultRow> rows = rows(0, 500);
    pipeline
        .apply(Create.of(rows).withCoder(ResultRowCoder.of()))
        .apply(WriteRowsToJsonLines.to(directory.toString()));
    pipeline.run().waitUntilFinish();
    assertThat(written(), containsInAnyOrder(rows.toArray()));
  }

  @Test
  void writesRowsOfWindowsAndLateOnesAsTheyComeEachOnce() throws IOException {
    List<ResultRow> first = rows(0, 20);
    List<ResultRow> second = rows(20, 30);
    List<ResultRow> late = rows(30, 33);
    TestStream<ResultRow> stream =
        add(
                add(
                        add(TestStream.create(ResultRowCoder.of()), first)
                            .advanceProcessingTime(Duration.standardSeconds(2)),
                        second)
                    .advanceProcessingTime(Duration.standardSeconds(2))
                    .advanceWatermarkTo(Instant.ofEpochMilli(500_000)),
                late)
            .advanceProcessingTime(Duration.standardSeconds(2))
            .advanceWatermarkToInfinity();
    pipeline
        .apply(stream)
        .apply(
            Window.<ResultRow>into(FixedWindows.of(Duration.standardSeconds(10)))
                .withAllowedLateness(Duration.standardDays(1))
                .discardingFiredPanes())
        .apply(WriteRowsToJsonLines.to(directory + "/"));
    pipeline.run().waitUntilFinish();

    List<ResultRow> all = new ArrayList<>(first);
    all.addAll(second);
    all.addAll(late);
    assertThat(written(), containsInAnyOrder(all.toArray()));
    Map<String, List<ResultRow>> files = files();
    assertThat(
        files.keySet(), everyItem(matchesRegex("rows-\\d{8}T\\d{6}\\.\\d{3}Z-\\d{6}\\.jsonl")));
    assertThat("files " + files.keySet(), files.size(), is(greaterThan(2)));
    // A file holds what came together, in the order of the file names.
    assertThat(
        files.values().stream().filter(rows -> !rows.isEmpty()).collect(Collectors.toList()).get(0),
        containsInAnyOrder(first.toArray()));
  }

  private static TestStream.Builder<ResultRow> add(
      TestStream.Builder<ResultRow> stream, List<ResultRow> rows) {
    TestStream.Builder<ResultRow> more = stream;
    for (ResultRow row : rows) {
      more =
          more.addElements(TimestampedValue.of(row, Instant.ofEpochMilli(row.revision() * 1_000)));
    }
    return more;
  }

  private static List<ResultRow> rows(int from, int to) {
    List<ResultRow> rows = new ArrayList<>();
    for (int i = from; i < to; i++) {
      rows.add(ResultRows.full().setRevision(i).setGroup("city=Köln\n" + i % 7).build());
    }
    return rows;
  }

  private List<ResultRow> written() throws IOException {
    return files().values().stream().flatMap(List::stream).collect(Collectors.toList());
  }

  /** The rows of each file. */
  private Map<String, List<ResultRow>> files() throws IOException {
    Map<String, List<ResultRow>> files = new TreeMap<>();
    try (Stream<Path> paths = Files.walk(directory).filter(Files::isRegularFile)) {
      for (Path path : paths.collect(Collectors.toList())) {
        List<ResultRow> rows = new ArrayList<>();
        for (String line : Files.readAllLines(path)) {
          rows.add(ResultRowJson.parse(line.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
        }
        files.put(directory.relativize(path).toString(), rows);
      }
    }
    return files;
  }
}
