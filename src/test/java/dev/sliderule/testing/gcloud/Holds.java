package dev.sliderule.testing.gcloud;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files that keep commands from going on. */
final class Holds {
  private static final long POLL_MILLIS = 20;

  private Holds() {}

  /** The file that keeps the command waiting as long as it exists. */
  static Path hold(State state, String words) {
    return state.directory().resolve("holds").resolve(words.replace(' ', '-'));
  }

  /** The file that tells that the command is waiting. */
  static Path held(State state, String words) {
    return state.directory().resolve("holds").resolve(words.replace(' ', '-') + ".held");
  }

  static boolean isSet(State state, String words) {
    return Files.exists(hold(state, words));
  }

  /** Waits, if the test wants it, until the test lets go. */
  static void waitFor(State state, String words) throws IOException, InterruptedException {
    if (isSet(state, words)) {
      Files.writeString(held(state, words), Long.toString(ProcessHandle.current().pid()));
      waitQuietly(state, words);
    }
  }

  /** The same without a sign for the test. */
  static void waitQuietly(State state, String words) throws InterruptedException {
    Limit limit = Limit.of(words + " to be released");
    while (isSet(state, words)) {
      limit.check();
      Thread.sleep(POLL_MILLIS);
    }
  }
}
