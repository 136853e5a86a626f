package dev.sliderule.launcher;

import dev.sliderule.generator.GeneratorProgress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.joda.time.Duration;

/** A generator in a process of its own, known by what it says. */
final class ChildGenerator implements SendingJob {
  private final ChildProcess process;
  private volatile Optional<GeneratorProgress> progress = Optional.empty();

  ChildGenerator(List<String> command, Map<String, String> environment, Path log) {
    this.process = ChildProcess.start("generator", command, environment, log, this::listen);
  }

  private boolean listen(String line) {
    Optional<GeneratorProgress> said = GeneratorProgress.parse(line);
    if (said.isPresent()) {
      progress = said;
    }
    return said.isPresent();
  }

  @Override
  public long sent() {
    return progress.map(GeneratorProgress::sent).orElse(0L);
  }

  @Override
  public OptionalLong total() {
    return progress.map(GeneratorProgress::total).orElse(OptionalLong.empty());
  }

  @Override
  public boolean awaitEnd(Duration timeout) throws InterruptedException {
    return process.awaitEnd(timeout);
  }

  @Override
  public void cancel() {
    process.stop();
  }
}
