package dev.sliderule.bench;

import java.nio.file.Path;

/** What a subject is to do once: which topic to count, how, with what, and where to. */
final class Run {
  private final String bootstrapServers;
  private final BenchTopic topic;
  private final String results;
  private final WindowLength windows;
  private final GroupField groups;
  private final String heap;
  private final Path directory;
  private final boolean endless;

  /**
   * A run.
   *
   * @param endless whether it goes on until it is stopped
   */
  Run(
      String bootstrapServers,
      BenchTopic topic,
      String results,
      WindowLength windows,
      GroupField groups,
      String heap,
      Path directory,
      boolean endless) {
    this.bootstrapServers = bootstrapServers;
    this.topic = topic;
    this.results = results;
    this.windows = windows;
    this.groups = groups;
    this.heap = heap;
    this.directory = directory;
    this.endless = endless;
  }

  String bootstrapServers() {
    return bootstrapServers;
  }

  BenchTopic topic() {
    return topic;
  }

  /** The topic for the rows. */
  String results() {
    return results;
  }

  WindowLength windows() {
    return windows;
  }

  GroupField groups() {
    return groups;
  }

  /** Whether it goes on until it is stopped, and not to the end of the topic. */
  boolean isEndless() {
    return endless;
  }

  /** The largest heap of the process, as in {@code 2g}. */
  String heap() {
    return heap;
  }

  /** Where logs and state go; empty at the start. */
  Path directory() {
    return directory;
  }

  /**
   * A file for the bytes of state in memory at their peak, as a number; for those who know them.
   */
  Path stateInMemory() {
    return directory.resolve("state-in-memory");
  }

  /** Where state goes, for those who keep some in files. */
  Path state() {
    return directory.resolve("state");
  }
}
