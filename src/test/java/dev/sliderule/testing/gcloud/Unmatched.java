package dev.sliderule.testing.gcloud;

import java.util.List;

/** The complaint about URLs that nothing matches. */
final class Unmatched {
  private Unmatched() {}

  static Failure failure(List<String> urls) {
    return Failure.of(
        "The following URLs matched no objects or files:%n%s",
        String.join(System.lineSeparator(), urls));
  }
}
