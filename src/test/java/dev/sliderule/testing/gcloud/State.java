package dev.sliderule.testing.gcloud;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;

/** The directory with everything that exists, which all processes of the stand-in share. */
final class State {
  /** System property of the stand-in's processes: the directory. */
  static final String PROPERTY = "sliderule.gcloud.state";

  // File locks are held by a process as a whole.
  private static final ReentrantLock WITHIN_PROCESS = new ReentrantLock();

  private final Path directory;

  State(Path directory) {
    this.directory = directory;
  }

  /** The state of the process that asks. */
  static State ofThisProcess() {
    return new State(Path.of(System.getProperty(PROPERTY)));
  }

  Path directory() {
    return directory;
  }

  private Path document() {
    return directory.resolve("state.json");
  }

  /** The document as it is now; changes of it go nowhere. */
  ObjectNode read() {
    try {
      return Files.exists(document())
          ? (ObjectNode) Json.parse(Files.readString(document()))
          : Json.object();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Changes the document while no other process does; an exception leaves it as it was. */
  <T> T change(Function<ObjectNode, T> change) {
    WITHIN_PROCESS.lock();
    try (FileChannel channel =
            FileChannel.open(
                directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = channel.lock()) {
      ObjectNode root = read();
      T result = change.apply(root);
      // Readers do not lock, so they must see the old document or the new one.
      Path next = directory.resolve("state.json.next");
      Files.writeString(next, Json.pretty(root));
      Files.move(next, document(), StandardCopyOption.ATOMIC_MOVE);
      lock.release();
      return result;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      WITHIN_PROCESS.unlock();
    }
  }

  void update(Consumer<ObjectNode> change) {
    change(
        root -> {
          change.accept(root);
          return root;
        });
  }

  /** Adds a line to a file of the directory, in one write. */
  void append(String file, String line) {
    try {
      Files.write(
          directory.resolve(file),
          (line + "\n").getBytes(StandardCharsets.UTF_8),
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
