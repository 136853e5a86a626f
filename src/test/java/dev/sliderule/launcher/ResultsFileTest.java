package dev.sliderule.launcher;

import static java.util.stream.Collectors.toSet;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import dev.sliderule.pipeline.JobCounters;
import dev.sliderule.pipeline.write.ResultRow;
import dev.sliderule.pipeline.write.ResultRowJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultsFileTest {
  private static final ResultRow FIRST = Rows.at(0).build();
  private static final ResultRow LATER = Rows.at(5).build();
  private static final ResultRow FIRST_AGAIN =
      Rows.at(0).setRecords(101).setPane(ResultRow.Pane.LATE).setRevision(1).build();

  @TempDir Path directory;

  @Test
  void rowsAreThereAsTheyArriveAndReplacedByTheFinalOnes() throws IOException {
    Path path = directory.resolve("results.jsonl");
    Files.writeString(path, "of an older run");
    Path theirs = Files.writeString(directory.resolve("results.jsonl.tmp"), "theirs");
    try (ResultsFile file = ResultsFile.create(path)) {
      assertThat(Files.readString(path), is(""));
      file.append(List.of(FIRST, LATER));
      file.append(List.of(FIRST_AGAIN));
      assertThat(
          Files.readAllLines(path),
          is(
              List.of(
                  ResultRowJson.format(FIRST),
                  ResultRowJson.format(LATER),
                  ResultRowJson.format(FIRST_AGAIN))));

      file.finish(List.of(FIRST_AGAIN, LATER));
    }
    assertThat(
        Files.readAllLines(path),
        is(List.of(ResultRowJson.format(FIRST_AGAIN), ResultRowJson.format(LATER))));
    try (var files = Files.list(directory)) {
      assertThat("no temporary file is left", files.collect(toSet()), is(Set.of(path, theirs)));
    }
    assertThat(Files.readString(theirs), is("theirs"));
  }

  @Test
  void summaryCountsWindowsAndRows() throws IOException {
    ResultRow group = Rows.at(0).setGroup("city=Bonn").build();
    RunSummary summary =
        RunSummary.of(12, JobCounters.of(12, 9, 2, 1), List.of(FIRST, group, LATER));
    assertThat(
        summary.text(),
        is(
            String.format(
                "sent 12%nread 12 = counted 9 + late 2 + malformed 1%n2 windows, 3 rows%n")));
    Path file = directory.resolve("summary.json");
    summary.write(file);
    assertThat(
        Files.readString(file).replaceAll("\\s", ""),
        is(
            "{\"sent\":12,\"read\":12,\"counted\":9,\"late\":2,\"malformed\":1,"
                + "\"windows\":2,\"rows\":3,\"partlyLate\":0}"));
    assertThat(summary.problem(), is(Optional.empty()));
  }

  @Test
  void numbersThatDoNotAddUpAreAProblem() {
    assertThat(
        RunSummary.of(12, JobCounters.of(10, 10, 0, 0), List.of()).problem(),
        is(Optional.of("12 records were sent but only 10 were read")));
    assertThat(
        RunSummary.of(12, JobCounters.of(12, 9, 2, 0), List.of()).problem(),
        is(Optional.of("1 of the records read were neither counted nor late nor malformed")));
  }
}
