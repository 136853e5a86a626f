package dev.sliderule.generator;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.sliderule.common.ExitCode;
import dev.sliderule.generator.source.CsvSource;
import dev.sliderule.generator.source.Popularity;
import dev.sliderule.generator.source.RecordCursor;
import dev.sliderule.generator.source.SyntheticSource;
import dev.sliderule.pipeline.event.TransactionFields;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SampleDataTest {
  private static final Path SAMPLE = Paths.get("generator/sample/customer-transactions.csv");

  @TempDir Path directory;

  @Test
  void sampleInTheRepositoryIsWhatTheCommandWrites() throws IOException {
    Path file = directory.resolve("again.csv");

    assertThat(SampleData.run("--sampleFile=" + file), is(ExitCode.OK));
    assertArrayEquals(Files.readAllBytes(SAMPLE), Files.readAllBytes(file));
  }

  @Test
  void replayedSampleHasTheTypesOfTheSyntheticSource() {
    CsvSource sample = CsvSource.scan("input", SAMPLE.toString());
    RecordCursor replayed = sample.open();
    RecordCursor made = SyntheticSource.of(1, Popularity.uniform(1_000)).open();

    assertThat(sample.fieldNames(), is(TransactionFields.TRANSACTION));
    assertThat(sample.size(), is(OptionalLong.of(1_200)));
    for (int index = 0; index < 1_200; index++) {
      assertThat(replayed.at(index), is(made.at(index)));
    }
  }

  @Test
  void existingFileIsKeptUnlessItIsToBeReplaced() throws IOException {
    Path file = Files.writeString(directory.resolve("mine.csv"), "mine");

    assertThat(SampleData.run("--rows=1", "--sampleFile=" + file), is(ExitCode.USAGE));
    assertThat(Files.readString(file), is("mine"));
    assertThat(
        SampleData.run("--rows=1", "--sampleFile=" + file, "--replace=true"), is(ExitCode.OK));
    assertThat(Files.readAllLines(file).size(), is(2));
  }

  @Test
  void wrongOptionsAreRefused() {
    assertThat(SampleData.run("--sampleFile="), is(ExitCode.USAGE));
    assertThat(
        SampleData.run("--rows=0", "--sampleFile=" + directory.resolve("x.csv")),
        is(ExitCode.USAGE));
    assertThat(
        SampleData.run("--sampleFile=" + directory.resolve("missing").resolve("x.csv")),
        is(ExitCode.USAGE));
  }
}
