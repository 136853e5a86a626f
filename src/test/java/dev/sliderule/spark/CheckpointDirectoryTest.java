package dev.sliderule.spark;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sliderule.common.UsageException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import org.apache.beam.runners.spark.SparkPipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointDirectoryTest {
  @TempDir Path temporary;
  private final SparkPipelineOptions options =
      PipelineOptionsFactory.create().as(SparkPipelineOptions.class);
  private Path root;

  @BeforeEach
  void name() {
    options.setSparkMaster("local[2]");
    root = temporary.resolve("job");
    options.setCheckpointDir(root.toUri().toString());
  }

  @Test
  void belongsToTheGroupOfItsFirstJob() {
    CheckpointDirectory directory = CheckpointDirectory.of(options);
    assertThat(directory.isOf("clicks"), is(false));
    directory.openRun("clicks", "run-1");
    assertThat(CheckpointDirectory.of(options).isOf("clicks"), is(true));
    UsageException e =
        assertThrows(UsageException.class, () -> CheckpointDirectory.of(options).isOf("orders"));
    assertThat(e.getMessage(), startsWith("--checkpointDir="));
    assertThat(
        e.getMessage(), containsString("it is of a job with --consumerGroup=clicks, not orders"));
  }

  @Test
  void hasRoomForOneRunAtATime() throws Exception {
    CheckpointDirectory directory = CheckpointDirectory.of(options);
    Path first = path(directory.openRun("clicks", "run-1"));
    assertThat(first.getFileName().toString(), is("run-1"));
    Files.createDirectories(first.resolve("state"));
    Path second = path(directory.openRun("clicks", "run-2"));
    Files.createDirectories(second.resolve("state"));
    assertThat(Files.exists(first), is(false));
    directory.closeRun("run-2");
    assertThat(Files.exists(second), is(false));
    assertThat(CheckpointDirectory.of(options).isOf("clicks"), is(true));
  }

  @Test
  void isTemporaryIfNotNamed() {
    SparkPipelineOptions unnamed = PipelineOptionsFactory.create().as(SparkPipelineOptions.class);
    unnamed.setSparkMaster("local[2]");
    CheckpointDirectory directory = CheckpointDirectory.of(unnamed);
    Path run = path(directory.openRun("clicks", "run"));
    assertThat(Files.exists(run.getParent()), is(true));
    directory.closeRun("run");
    assertThat(Files.exists(run.getParent()), is(false));
  }

  @Test
  void mustBeNamedWhereProcessesShareIt() {
    SparkPipelineOptions unnamed = PipelineOptionsFactory.create().as(SparkPipelineOptions.class);
    unnamed.setSparkMaster("yarn");
    UsageException e = assertThrows(UsageException.class, () -> CheckpointDirectory.of(unnamed));
    assertThat(e.getMessage(), startsWith("--checkpointDir is missing: "));
  }

  @Test
  void refusesWhatCannotBeWritten() throws Exception {
    Files.writeString(root, "a file");
    CheckpointDirectory directory = CheckpointDirectory.of(options);
    UsageException e = assertThrows(UsageException.class, () -> directory.openRun("clicks", "run"));
    assertThat(e.getMessage(), startsWith("--checkpointDir="));
    assertThat(e.getMessage(), containsString("expected a directory that can be written"));
  }

  private static Path path(String directory) {
    URI uri = URI.create(directory);
    return uri.getScheme() == null ? Paths.get(directory) : Paths.get(uri.getPath());
  }
}
