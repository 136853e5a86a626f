package dev.sliderule.spark;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sliderule.common.UsageException;
import dev.sliderule.testing.LogCapture;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.beam.runners.spark.SparkPipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
    assertThat(first.getFileName().toString(), is("sliderule-run-run-1"));
    Files.createDirectories(first.resolve("state"));
    Path second = path(directory.openRun("clicks", "run-2"));
    Files.createDirectories(second.resolve("state"));
    assertThat(Files.exists(first), is(false));
    directory.closeRun("run-2");
    assertThat(Files.exists(second), is(false));
    assertThat(CheckpointDirectory.of(options).isOf("clicks"), is(true));
  }

  @Test
  void whatIsNotOursSurvivesBesideIt() throws Exception {
    CheckpointDirectory.of(options).openRun("clicks", "run-1");
    Path precious = fill(root.resolve("precious"));
    Path namesake = fill(root.resolve("sliderule-run-of-mine"));
    Path namesFile = Files.writeString(root.resolve("sliderule-run-file"), "mine");
    Path othersRun = fill(root.resolve("sliderule-run-other"));
    Files.writeString(root.resolve("sliderule-run-other/consumer-group"), "another");
    Path linked = fill(temporary.resolve("elsewhere"));
    Files.writeString(temporary.resolve("elsewhere/consumer-group"), "clicks");
    Path link =
        Files.createSymbolicLink(
            root.resolve("sliderule-run-link"), temporary.resolve("elsewhere"));

    CheckpointDirectory directory = CheckpointDirectory.of(options);
    Path second = path(directory.openRun("clicks", "run-2"));
    directory.closeRun("run-2");

    assertThat(Files.exists(root.resolve("sliderule-run-run-1")), is(false));
    assertThat(Files.exists(second), is(false));
    for (Path theirs : List.of(precious, namesake, namesFile, othersRun, linked, link)) {
      assertThat(theirs.toString(), Files.exists(theirs), is(true));
    }
  }

  @Test
  void directoryOfSomebodyElseIsRefusedAndStaysAsItIs() throws Exception {
    Path precious = fill(root.resolve("precious"));
    assertRefused("it is not empty ('precious' is in it) and was not made by a job like this");
    assertThat(Files.exists(precious), is(true));
    try (Stream<Path> files = Files.list(root)) {
      assertThat(files.collect(Collectors.toList()), is(List.of(root.resolve("precious"))));
    }
  }

  @Test
  void directoryBehindALinkIsRefusedAsWell() throws Exception {
    Path precious = fill(temporary.resolve("home/precious"));
    Files.createSymbolicLink(root, temporary.resolve("home"));
    assertRefused("it is not empty ('precious' is in it) and was not made by a job like this");
    assertThat(Files.exists(precious), is(true));
  }

  @Test
  void emptyDirectoryIsTaken() throws Exception {
    Files.createDirectories(root);
    assertThat(CheckpointDirectory.of(options).isOf("clicks"), is(false));
    assertThat(
        Files.isDirectory(path(CheckpointDirectory.of(options).openRun("clicks", "run"))),
        is(true));
  }

  @Test
  void directoryOfAnOlderVersionIsTaken() throws Exception {
    Path precious = fill(root.resolve("precious"));
    Files.writeString(root.resolve("consumer-group"), "clicks");
    assertThat(CheckpointDirectory.of(options).isOf("clicks"), is(true));
    CheckpointDirectory.of(options).openRun("clicks", "run");
    assertThat(Files.exists(precious), is(true));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "user=me\npassword=secret\n", "no\u0000text"})
  void groupFileOfSomebodyElseIsNoMark(String text) throws Exception {
    Path precious = fill(root.resolve("precious"));
    Path file = Files.writeString(root.resolve("consumer-group"), text);
    assertRefused("its file 'consumer-group' does not name a consumer group");
    assertThat(Files.exists(precious), is(true));
    assertThat(Files.readString(file), is(text));
  }

  @Test
  void groupFileThatIsADirectoryIsNoMark() throws Exception {
    Path precious = fill(root.resolve("consumer-group"));
    assertRefused("it is not empty ('consumer-group' is in it)");
    assertThat(Files.exists(precious), is(true));
  }

  @Test
  void isSaidOnceIfItCannotBeRemoved() {
    SparkHadoopUtil.get().conf().set("fs.stubborn.impl", StubbornFiles.class.getName());
    options.setCheckpointDir("stubborn://" + root);
    CheckpointDirectory directory = CheckpointDirectory.of(options);
    directory.openRun("clicks", "run");
    try (LogCapture log = LogCapture.of(CheckpointDirectory.class)) {
      directory.closeRun("run");
      assertThat(log.warnings(), hasSize(1));
      assertThat(log.warnings().get(0), containsString("sliderule-run-run cannot be removed"));
      assertThat(log.warnings().get(0), containsString("it is stubborn"));
    }
  }

  /** Local files that nobody can delete. */
  public static final class StubbornFiles extends RawLocalFileSystem {
    @Override
    public URI getUri() {
      return URI.create("stubborn:///");
    }

    @Override
    public boolean delete(org.apache.hadoop.fs.Path path, boolean recursive) throws IOException {
      throw new IOException("it is stubborn");
    }
  }

  private void assertRefused(String reason) {
    for (Executable attempt :
        List.<Executable>of(
            () -> CheckpointDirectory.of(options).isOf("clicks"),
            () -> CheckpointDirectory.of(options).openRun("clicks", "run"))) {
      UsageException e = assertThrows(UsageException.class, attempt);
      assertThat(e.getMessage(), startsWith("--checkpointDir="));
      assertThat(e.getMessage(), containsString(reason));
    }
  }

  /** Makes a directory with a file in it. */
  private static Path fill(Path directory) throws IOException {
    Files.createDirectories(directory);
    return Files.writeString(directory.resolve("file"), "precious");
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
  void fileIsRefused() throws Exception {
    Files.writeString(root, "a file");
    assertRefused("it is a file; expected a directory");
    assertThat(Files.readString(root), is("a file"));
  }

  private static Path path(String directory) {
    URI uri = URI.create(directory);
    return uri.getScheme() == null ? Paths.get(directory) : Paths.get(uri.getPath());
  }
}
