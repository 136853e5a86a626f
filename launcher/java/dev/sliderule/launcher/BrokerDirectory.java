package dev.sliderule.launcher;

import dev.sliderule.common.UsageException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The data directory of an {@link EmbeddedBroker}, locked against other brokers. Kafka has a lock
 * of its own, but takes it only after it has opened, and truncated, the metadata log.
 */
final class BrokerDirectory implements AutoCloseable {
  /** Every directory of a broker has it, so that it marks one as ours. */
  private static final String LOCK_FILE = "sliderule.lock";

  private final Path path;
  private final boolean temporary;
  private final FileChannel lock;

  private BrokerDirectory(Path path, boolean temporary, FileChannel lock) {
    this.path = path;
    this.temporary = temporary;
    this.lock = lock;
  }

  /** Makes a temporary directory that {@link #close} deletes. */
  static BrokerDirectory temporary() {
    try {
      return open(Files.createTempDirectory("sliderule-kafka-"), true);
    } catch (IOException e) {
      throw new UncheckedIOException("Kafka has no temporary directory", e);
    }
  }

  /**
   * Opens a directory that stays; makes it if it is missing.
   *
   * @throws UsageException if somebody else keeps something there, of which Kafka could remove some
   * @throws IllegalStateException if it cannot be used, or another broker uses it
   */
  static BrokerDirectory open(Path path) {
    try {
      return open(path.toAbsolutePath(), false);
    } catch (IOException e) {
      throw new IllegalStateException(String.format("Kafka cannot use the directory %s", path), e);
    }
  }

  private static BrokerDirectory open(Path path, boolean temporary) throws IOException {
    if (path.toString().contains(",")) {
      // Kafka would take it for two directories.
      throw new IllegalStateException(
          String.format("Kafka cannot use the directory %s: it has a comma in its name", path));
    }
    requireOurs(path);
    Files.createDirectories(path);
    FileChannel lock =
        FileChannel.open(
            path.resolve(LOCK_FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    if (!tryLock(lock)) {
      lock.close();
      throw new IllegalStateException(String.format("Another broker uses the directory %s", path));
    }
    return new BrokerDirectory(path, temporary, lock);
  }

  private static void requireOurs(Path path) throws IOException {
    if (!Files.isDirectory(path) || Files.exists(path.resolve(LOCK_FILE))) {
      return;
    }
    try (Stream<Path> files = Files.list(path)) {
      Optional<Path> first = files.findFirst();
      if (first.isPresent()) {
        throw UsageException.badOption(
            "dir",
            path,
            String.format(
                "it is not empty ('%s' is in it) and is not of an earlier broker of this command;"
                    + " expected a new or empty directory",
                first.get().getFileName()));
      }
    }
  }

  private static boolean tryLock(FileChannel channel) throws IOException {
    try {
      // Closing the channel releases the lock.
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }

  Path path() {
    return path;
  }

  /** Releases the directory, and deletes it if it is temporary. */
  @Override
  public void close() {
    try {
      lock.close();
      if (temporary) {
        // Kafka deletes some of its files in the background.
        ScratchDirectory.deleteTree(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot give back " + path, e);
    }
  }
}
