package dev.sliderule.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A subject with Java's flight recorder on; {@code profile.jfr} is beside its log. */
final class Profiled implements Subject {
  private final Subject subject;

  Profiled(Subject subject) {
    this.subject = subject;
  }

  @Override
  public String letter() {
    return subject.letter();
  }

  @Override
  public String name() {
    return subject.name() + ", profiled";
  }

  @Override
  public boolean takesEventsAsTheyCome() {
    return subject.takesEventsAsTheyCome();
  }

  @Override
  public Map<String, String> environment() {
    return subject.environment();
  }

  @Override
  public List<String> command(Run run) {
    List<String> command = new ArrayList<>();
    command.add(
        "-XX:StartFlightRecording=settings=profile,filename="
            + run.directory().resolve("profile.jfr"));
    command.addAll(subject.command(run));
    return command;
  }
}
