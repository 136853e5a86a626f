package dev.sliderule.spark;

import dev.sliderule.common.Command;
import dev.sliderule.common.UsageException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.beam.runners.spark.SparkPipelineOptions;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The directory that {@code --checkpointDir} names. Spark keeps its checkpoints of one run in a
 * directory below; no later run reads them. What later runs do read is the name of the consumer
 * group that the job goes by. The file with that name marks a directory as ours: without it, only
 * an empty directory is taken, and only directories of runs that have it as well are removed.
 */
final class CheckpointDirectory {
  private static final Logger LOG = LoggerFactory.getLogger(CheckpointDirectory.class);

  private static final String OPTION = "checkpointDir";
  private static final String GROUP_FILE = "consumer-group";
  private static final String RUN_PREFIX = "sliderule-run-";
  private static final int MAX_GROUP_BYTES = 1_000;
  private static final Pattern CONSUMER_GROUP =
      Pattern.compile("\\P{Cntrl}{1," + MAX_GROUP_BYTES + "}");

  private final Path root;
  private final boolean temporary;

  private CheckpointDirectory(Path root, boolean temporary) {
    this.root = root;
    this.temporary = temporary;
  }

  /**
   * The directory of the options; a temporary one if they name none and Spark runs in this process.
   *
   * @throws UsageException if there is none that all processes of the job share
   */
  static CheckpointDirectory of(SparkPipelineOptions options) {
    boolean given = !options.getCheckpointDir().equals("/tmp/" + options.getJobName());
    if (given) {
      return new CheckpointDirectory(new Path(options.getCheckpointDir()), false);
    }
    if (!SparkConfiguration.isLocal(options)) {
      throw new UsageException(
          "--checkpointDir is missing: give it a directory that driver and executors share, such"
              + " as hdfs:///sliderule/clicks");
    }
    try {
      return new CheckpointDirectory(
          new Path(Files.createTempDirectory("sliderule-checkpoint-").toUri()), true);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Whether a job of the group has used the directory before; nothing is written.
   *
   * @throws UsageException if a job of another group has, if somebody else keeps something there,
   *     or if the directory cannot be read
   */
  boolean isOf(String group) {
    try {
      Optional<String> found = groupOf(root);
      if (found.isEmpty()) {
        requireEmpty();
        return false;
      }
      if (!CONSUMER_GROUP.matcher(found.get()).matches()) {
        throw UsageException.badOption(
            OPTION,
            root,
            String.format(
                "its file '%s' does not name a consumer group, so that it is not of a job like"
                    + " this; expected a new or empty directory",
                GROUP_FILE));
      }
      if (!found.get().equals(group)) {
        throw UsageException.badOption(
            OPTION,
            root,
            String.format(
                "it is of a job with --consumerGroup=%s, not %s; give each job a directory of its"
                    + " own",
                found.get(), group));
      }
      return true;
    } catch (IOException e) {
      throw unusable(e);
    }
  }

  /** The group that a directory names as its own; empty if it has no file for that. */
  private Optional<String> groupOf(Path directory) throws IOException {
    Path file = new Path(directory, GROUP_FILE);
    if (!fileSystem().exists(file) || !fileSystem().getFileStatus(file).isFile()) {
      return Optional.empty();
    }
    try (FSDataInputStream in = fileSystem().open(file)) {
      // One byte more than a name may have: a longer text is none.
      return Optional.of(
          new String(in.readNBytes(MAX_GROUP_BYTES + 1), StandardCharsets.UTF_8).strip());
    }
  }

  private void requireEmpty() throws IOException {
    if (!fileSystem().exists(root)) {
      return;
    }
    if (fileSystem().getFileStatus(root).isFile()) {
      throw UsageException.badOption(OPTION, root, "it is a file; expected a directory");
    }
    FileStatus[] there = fileSystem().listStatus(root);
    if (there.length > 0) {
      throw UsageException.badOption(
          OPTION,
          root,
          String.format(
              "it is not empty ('%s' is in it) and was not made by a job like this; expected a new"
                  + " or empty directory, or that of an earlier job",
              there[0].getPath().getName()));
    }
  }

  /**
   * Marks the directory as that of a group, removes what earlier runs have left, and makes a
   * directory for this one.
   *
   * @param job a name that no other run has
   * @return the directory of the run
   * @throws UsageException as {@link #isOf}, or if the directory cannot be written
   */
  String openRun(String group, String job) {
    boolean marked = isOf(group);
    try {
      if (!marked) {
        mark(root, group);
      }
      for (FileStatus found : fileSystem().listStatus(root)) {
        if (isRun(found.getPath(), group)) {
          fileSystem().delete(found.getPath(), true);
        }
      }
      mark(run(job), group);
      return run(job).toString();
    } catch (IOException e) {
      throw unusable(e);
    }
  }

  private void mark(Path directory, String group) throws IOException {
    fileSystem().mkdirs(directory);
    try (FSDataOutputStream out = fileSystem().create(new Path(directory, GROUP_FILE), false)) {
      out.write(group.getBytes(StandardCharsets.UTF_8));
    }
  }

  /** Whether a job of the group has made this directory for a run: both name and mark are ours. */
  private boolean isRun(Path path, String group) throws IOException {
    return path.getName().startsWith(RUN_PREFIX)
        && !isLink(path)
        && fileSystem().getFileStatus(path).isDirectory()
        && groupOf(path).equals(Optional.of(group));
  }

  private boolean isLink(Path path) throws IOException {
    // Hadoop finds a local link only by a path without a scheme.
    boolean local = "file".equals(path.toUri().getScheme());
    Path plain = local ? Path.getPathWithoutSchemeAndAuthority(path) : path;
    return fileSystem().getFileLinkStatus(plain).isSymlink();
  }

  private Path run(String job) {
    return new Path(root, RUN_PREFIX + job);
  }

  /** Removes what no later run reads; says so in the log if that fails. */
  void closeRun(String job) {
    Path ended = temporary ? root : run(job);
    try {
      fileSystem().delete(ended, true);
    } catch (IOException e) {
      LOG.warn(
          "{} cannot be removed ({}); {}",
          ended,
          Command.rootMessage(e),
          temporary ? "remove it by hand" : "the next run with this --checkpointDir tries again");
    }
  }

  private FileSystem fileSystem() throws IOException {
    return root.getFileSystem(SparkHadoopUtil.get().conf());
  }

  private UsageException unusable(IOException e) {
    return new UsageException(
        String.format(
            "--%s=%s is bad: %s; expected a directory that can be read and written",
            OPTION, root, Command.rootMessage(e)),
        e);
  }
}
