package dev.sliderule.testing.gcloud;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;

/** Keeps all calls of a command from going on, from now until they are released. */
public final class Hold implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  private final State state;
  private final String words;

  private Hold(State state, String words) {
    this.state = state;
    this.words = words;
  }

  static Hold set(State state, String words) {
    if (CommandTree.find(words).isEmpty()) {
      throw new IllegalArgumentException("There is no command " + words);
    }
    try {
      Path hold = Holds.hold(state, words);
      Files.createDirectories(hold.getParent());
      Files.deleteIfExists(Holds.held(state, words));
      Files.write(hold, List.of());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Hold(state, words);
  }

  /** Waits until a call of the command is held, and returns the id of its process. */
  public long awaitHeld() {
    Path held = Holds.held(state, words);
    String pid =
        Awaitility.await(words + " is held")
            .atMost(TIMEOUT)
            .pollInterval(Duration.ofMillis(20))
            .until(() -> Files.exists(held) ? Files.readString(held) : "", text -> !text.isEmpty());
    return Long.parseLong(pid);
  }

  /** Lets the calls go on. */
  public void release() {
    try {
      Files.deleteIfExists(Holds.hold(state, words));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    release();
  }
}
