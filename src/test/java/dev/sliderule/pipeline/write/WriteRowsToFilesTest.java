package dev.sliderule.pipeline.write;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sliderule.common.Command;
import dev.sliderule.testing.ResultFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.apache.beam.sdk.testing.TestPipeline;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WriteRowsToFilesTest {
  private static final String FIRST = "rows-20260131T120000.000Z-20260131T120010.000Z";
  private static final String SECOND = "rows-20260131T120005.000Z-20260131T120015.000Z";

  @TempDir Path directory;

  private static ResultRow.Builder second() {
    return ResultRows.sparse()
        .setWindowStart(ResultRows.START.plus(Duration.millis(5_000)))
        .setWindowEnd(ResultRows.END.plus(Duration.millis(5_000)));
  }

  /** A job of its own, in which one of two shards makes all rows. */
  private void write(ResultRow... rows) {
    write(
        closed(0, BoundedWindow.TIMESTAMP_MAX_VALUE, rows),
        closed(1, BoundedWindow.TIMESTAMP_MAX_VALUE));
  }

  /** What a shard has once it has closed the windows up to one that stays open. */
  private static ShardRows closed(int shard, Instant openFrom, ResultRow... rows) {
    return ShardRows.of(
        shard, BoundedWindow.TIMESTAMP_MIN_VALUE, openFrom, List.of(), Arrays.asList(rows));
  }

  private void write(ShardRows... rows) {
    TestPipeline pipeline = TestPipeline.create();
    pipeline.enableAbandonedNodeEnforcement(false);
    pipeline
        .apply(Create.of(Arrays.asList(rows)).withCoder(ShardRows.ShardRowsCoder.of()))
        .apply(
            WriteRows.to(
                Output.parse(
                    "jsonl:" + directory.resolve("json") + ",csv:" + directory + "/csv/", ""),
                topic -> null,
                url -> null,
                2));
    pipeline.run().waitUntilFinish();
  }

  private Set<String> names(String format) throws IOException {
    return ResultFiles.read(directory.resolve(format)).keySet();
  }

  private Set<ResultRow> rows(String format) throws IOException {
    return Set.copyOf(ResultFiles.rows(directory.resolve(format)));
  }

  @Test
  void everyWindowHasAFileWithItsFinalRows() throws IOException {
    ResultRow a = ResultRows.full().setGroup("\"a\",\r\n=Köln").setRevision(2).build();
    ResultRow b = ResultRows.sparse().build();
    ResultRow c = second().build();
    write(b, a, c);

    assertThat(names("json"), is(Set.of(FIRST + ".jsonl", SECOND + ".jsonl")));
    assertThat(names("csv"), is(Set.of(FIRST + ".csv", SECOND + ".csv")));
    assertThat(rows("json"), is(Set.of(a, b, c)));
    assertThat(rows("csv"), is(Set.of(a, b, c)));
    assertThat(ResultFiles.rows(directory.resolve("json")).size(), is(3));
    assertThat(ResultFiles.rows(directory.resolve("csv")).size(), is(3));
  }

  @Test
  void groupsOfAllShardsAreInOneFileAndOpenWindowsInNone() throws IOException {
    ResultRow a = ResultRows.full().setGroup("a").build();
    ResultRow b = ResultRows.full().setGroup("b").build();
    Instant start = second().build().windowStart();
    write(closed(0, BoundedWindow.TIMESTAMP_MAX_VALUE, a, second().build()), closed(1, start, b));

    assertThat(names("json"), is(Set.of(FIRST + ".jsonl")));
    assertThat(names("csv"), is(Set.of(FIRST + ".csv")));
    assertThat(rows("json"), is(Set.of(a, b)));
    assertThat(rows("csv"), is(Set.of(a, b)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"json/" + FIRST + ".jsonl", "csv/" + FIRST + ".csv"})
  void fileOfSomebodyElseStaysAndFailsTheJob(String name) throws IOException {
    Path theirs = directory.resolve(name);
    Path beside = directory.resolve("json/.temp-beam-theirs/file");
    Files.createDirectories(theirs.getParent());
    Files.createDirectories(beside.getParent());
    Files.writeString(theirs, "theirs, and longer than what a file with rows begins with");
    Files.writeString(beside, "theirs");

    Exception e = assertThrows(Exception.class, () -> write(ResultRows.full().build()));

    assertThat(Command.rootMessage(e), startsWith("file " + theirs + " cannot be written: one "));
    assertThat(Files.readString(theirs), startsWith("theirs"));
    assertThat(Files.readString(beside), is("theirs"));
  }

  /** Of the same length too: Beam leaves a file alone that it takes for the same. */
  @Test
  void windowThatIsWrittenAgainReplacesItsFile() throws IOException {
    write(ResultRows.full().setRecords(1).build(), second().setRecords(1).build());
    write(ResultRows.full().setRecords(2).build());
    List<ResultRow> expected =
        List.of(ResultRows.full().setRecords(2).build(), second().setRecords(1).build());
    assertThat(ResultFiles.rows(directory.resolve("json")), is(expected));
    assertThat(ResultFiles.rows(directory.resolve("csv")), is(expected));

    write(ResultRows.full().setRecords(1_000).build());
    assertThat(ResultFiles.rows(directory.resolve("csv")).get(0).records(), is(1_000L));
  }
}
