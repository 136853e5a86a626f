package dev.sliderule.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What Linux knows of a process. */
final class ProcessUsage {
  private static final long TICK_MILLIS = 10;
  private static final int USER_TIME = 11;
  private static final int SYSTEM_TIME = 12;

  private final Duration cpu;
  private final long peakBytes;

  private ProcessUsage(Duration cpu, long peakBytes) {
    this.cpu = cpu;
    this.peakBytes = peakBytes;
  }

  /** The usage so far; empty if the process is no more. */
  static Optional<ProcessUsage> of(long pid) {
    Path directory = Path.of("/proc", Long.toString(pid));
    try {
      String stat = Files.readString(directory.resolve("stat"));
      // After the name in parentheses, which may have spaces.
      List<String> fields = List.of(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1));
      long ticks = Long.parseLong(fields.get(USER_TIME)) + Long.parseLong(fields.get(SYSTEM_TIME));
      for (String line : Files.readAllLines(directory.resolve("status"))) {
        if (line.startsWith("VmHWM:")) {
          long kilobytes = Long.parseLong(line.replaceAll("\\D", ""));
          return Optional.of(
              new ProcessUsage(Duration.ofMillis(ticks * TICK_MILLIS), kilobytes * 1024));
        }
      }
      return Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Time on cores, of all threads. */
  Duration cpu() {
    return cpu;
  }

  /** The largest amount of memory that was resident. */
  long peakBytes() {
    return peakBytes;
  }
}
