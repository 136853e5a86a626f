package dev.sliderule.spark;

import dev.sliderule.common.Command;
import dev.sliderule.common.UsageException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Locale;
import org.apache.beam.runners.spark.SparkPipelineOptions;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.deploy.SparkHadoopUtil;

/**
 * The directory that {@code --checkpointDir} names. Spark keeps its checkpoints of one run in a
 * directory below; no later run reads them. What later runs do read is the name of the consumer
 * group that the job goes by.
 */
final class CheckpointDirectory {
  private static final String GROUP_FILE = "consumer-group";

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
   * Whether a job of the group has used the directory before.
   *
   * @throws UsageException if a job of another group has, or the directory cannot be read
   */
  boolean isOf(String group) {
    Path file = new Path(root, GROUP_FILE);
    try {
      if (!fileSystem().exists(file)) {
        return false;
      }
      try (FSDataInputStream in = fileSystem().open(file)) {
        String found = new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
        if (!found.equals(group)) {
          throw UsageException.badOption(
              "checkpointDir",
              root.toString(),
              String.format(
                  Locale.ROOT,
                  "it is of a job with --consumerGroup=%s, not %s; give each job a directory of"
                      + " its own",
                  found,
                  group));
        }
        return true;
      }
    } catch (IOException e) {
      throw unusable(e);
    }
  }

  /** Marks the directory as that of a group, and makes room for a run of it. */
  String openRun(String group, String job) {
    try {
      FileSystem files = fileSystem();
      files.mkdirs(root);
      for (FileStatus earlier : files.listStatus(root)) {
        if (earlier.isDirectory()) {
          files.delete(earlier.getPath(), true);
        }
      }
      try (FSDataOutputStream out = files.create(new Path(root, GROUP_FILE), true)) {
        out.write(group.getBytes(StandardCharsets.UTF_8));
      }
      return new Path(root, job).toString();
    } catch (IOException e) {
      throw unusable(e);
    }
  }

  /** Removes what no later run reads. */
  void closeRun(String job) {
    try {
      fileSystem().delete(temporary ? root : new Path(root, job), true);
    } catch (IOException e) {
      // The next run tries again.
    }
  }

  private FileSystem fileSystem() throws IOException {
    return root.getFileSystem(SparkHadoopUtil.get().conf());
  }

  private UsageException unusable(IOException e) {
    return new UsageException(
        String.format(
            Locale.ROOT,
            "--checkpointDir=%s is bad: %s; expected a directory that can be written",
            root,
            Command.rootMessage(e)),
        e);
  }
}
