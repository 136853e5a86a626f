package dev.sliderule.testing.gcloud;

import java.util.Optional;

/** One command of gcloud. */
abstract class Command {
  /** Names the flags and arguments that the command has. */
  abstract void declare(Flags flags);

  abstract void run(Call call) throws Exception;

  /** Whether there must be somebody logged in. */
  boolean needsAccount() {
    return true;
  }

  /** The API that the project must have enabled. */
  Optional<String> api() {
    return Optional.empty();
  }

  /** Whether the command itself knows where it may be held: after it has asked the service. */
  boolean holdsItself() {
    return false;
  }
}
