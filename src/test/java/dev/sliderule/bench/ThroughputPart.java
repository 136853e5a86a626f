package dev.sliderule.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** How fast a topic is counted: all cases in turn, and that several times. */
final class ThroughputPart {
  private static final Duration EVENT_TIME = Duration.ofMinutes(20);

  private final String bootstrapServers;
  private final List<Case> cases;
  private final String heap;
  private final Duration limit;
  private final Path work;
  private final Map<Integer, BenchTopic> topics = new TreeMap<>();

  /** What is to be done with what is known so far, so that it stays, whatever comes. */
  interface Keeper {
    void keep() throws IOException;
  }

  /**
   * A part.
   *
   * @param limit after which a run is given up
   */
  ThroughputPart(
      String bootstrapServers, List<Case> cases, String heap, Duration limit, Path work) {
    this.bootstrapServers = bootstrapServers;
    this.cases = cases;
    this.heap = heap;
    this.limit = limit;
    this.work = work;
  }

  /**
   * Makes a topic for each number of records that is asked for.
   *
   * @param records of the whole topic
   */
  void load(PrintStream print, int records) throws Exception {
    Events all = new Events(records, EVENT_TIME.toMillis());
    for (Case next : cases) {
      if (!topics.containsKey(next.records())) {
        long start = System.nanoTime();
        print.printf("Loading %,d records ...%n", next.records());
        String name = "bench-records-" + next.records();
        topics.put(
            next.records(), BenchTopic.load(bootstrapServers, name, all.first(next.records())));
        print.printf("Loaded in %.1f s%n", (System.nanoTime() - start) / 1e9);
      }
    }
  }

  /** Runs all cases, the first time each before the second time of any. */
  void run(PrintStream print, Keeper keeper) throws Exception {
    int runs = cases.stream().mapToInt(Case::repetitions).sum();
    int most = cases.stream().mapToInt(Case::repetitions).max().orElse(0);
    Progress progress = new Progress(print, isTerminal(), runs);
    TimeLeft left = new TimeLeft(cases);
    for (int repetition = 1; repetition <= most; repetition++) {
      for (Case next : cases) {
        if (repetition <= next.repetitions()) {
          progress.next(
              String.format(
                  "%s: %s, repetition %d of %d",
                  next.question(), next.subject().name(), repetition, next.repetitions()),
              left.estimate());
          progress.done(measure(next, repetition, progress));
          keeper.keep();
        }
      }
    }
  }

  /** Measures once more; returns a summary. */
  private String measure(Case next, int repetition, Progress progress) throws Exception {
    String name = String.format("bench-run-%d-%d", cases.indexOf(next), repetition);
    Run run =
        new Run(
            bootstrapServers,
            topics.get(next.records()),
            name,
            next.windows(),
            next.groups(),
            heap,
            work.resolve(name),
            false);
    Measurement measurement = new MeasuredRun(next.subject(), run, limit, progress::at).measure();
    next.add(measurement);
    Trees.delete(run.state());
    return summary(measurement, run);
  }

  private static String summary(Measurement measurement, Run run) {
    Accuracy accuracy = measurement.accuracy();
    return String.format(
        "%s, %.1f s in all, %,d rows missing, %,d wrong%s",
        measurement.rate() == 0
            ? "did not finish"
            : String.format("%,.0f records/s", measurement.rate()),
        measurement.total().toMillis() / 1000.0,
        accuracy.missingRows(),
        accuracy.wrongRows(),
        measurement.isComplete() ? "" : "; see " + run.directory().resolve("log"));
  }

  @SuppressWarnings("SystemConsoleNull") // Newer Java would need a method that 11 lacks.
  private static boolean isTerminal() {
    return System.console() != null;
  }
}
