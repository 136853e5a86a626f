package dev.sliderule.testing.gcloud;

import java.util.Optional;

/** A command of {@code gcloud dataproc}. */
abstract class DataprocCommand extends Command {
  @Override
  final Optional<String> api() {
    return Optional.of("dataproc.googleapis.com");
  }
}
