package dev.sliderule.launcher;

import dev.sliderule.common.Command;
import dev.sliderule.common.JobFailedException;
import dev.sliderule.common.KafkaAccess;
import dev.sliderule.common.UsageException;
import dev.sliderule.dashboard.Dashboard;
import dev.sliderule.dashboard.DashboardSettings;
import dev.sliderule.dashboard.JobProgress;
import dev.sliderule.pipeline.UniqueCountsJob;
import dev.sliderule.pipeline.write.ResultRow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.annotation.Nullable;
import org.joda.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One local run from the first topic to the summary. The pipeline reads before the first record is
 * sent; when all that was sent has been read, its input is ended, so that every window closes. One
 * thread does it all, in turns of a fifth of a second.
 */
final class LocalRun {
  private static final Logger LOG = LoggerFactory.getLogger(LocalRun.class);
  private static final int PARTITIONS = 3;

  /** A question about an end, not a wait for it; zero would mean for ever to Beam. */
  private static final Duration AT_ONCE = Duration.millis(1);

  private final LocalPlan plan;
  private final LocalJobs jobs;
  private final LiveView view;
  private final Interruption interruption;
  private final Duration patience;

  /**
   * Prepares a run.
   *
   * @param patience how long to wait for what is due: the start of reading, the last records that
   *     were sent, the last windows after an interruption
   */
  LocalRun(
      LocalPlan plan, LocalJobs jobs, LiveView view, Interruption interruption, Duration patience) {
    this.plan = plan;
    this.jobs = jobs;
    this.view = view;
    this.interruption = interruption;
    this.patience = patience;
  }

  /** File of the result rows of a run. */
  static Path resultsFile(LocalPlan plan) {
    return plan.dir().resolve("results.jsonl");
  }

  /** File of the summary of a run; only a run that came to its end has one. */
  static Path summaryFile(LocalPlan plan) {
    return plan.dir().resolve("summary.json");
  }

  /**
   * Runs to the end and writes the files; nothing is left running.
   *
   * @return the numbers; empty if interrupted before anything was sent
   * @throws UsageException if the run cannot start as it was planned
   * @throws JobFailedException if a job fails
   */
  Optional<RunSummary> run() throws IOException, InterruptedException {
    try (ResultsFile file = cleanFiles()) {
      if (plan.bootstrapServers().isPresent()) {
        return run(file, plan.bootstrapServers().get());
      }
      view.say("Starting Kafka ...");
      try (EmbeddedBroker broker = EmbeddedBroker.start()) {
        return run(file, broker.bootstrapServers());
      }
    }
  }

  private ResultsFile cleanFiles() {
    try {
      requireNothingOfOthers();
      Files.createDirectories(plan.dir());
      Files.deleteIfExists(summaryFile(plan));
      return ResultsFile.create(resultsFile(plan));
    } catch (IOException e) {
      throw new UsageException(
          String.format(
              "--dir=%s is bad: %s; expected a directory that can be written",
              plan.dir(), Command.rootMessage(e)),
          e);
    }
  }

  /**
   * Only files of an earlier run may be replaced. What it has said can be anything; so logs are
   * taken for those of a run where its results or its summary are.
   */
  private void requireNothingOfOthers() throws IOException {
    Path results = resultsFile(plan);
    Path summary = summaryFile(plan);
    if (Files.exists(results) && !ResultsFile.isOne(results)) {
      throw notOfARun(results);
    }
    if (Files.exists(summary) && !RunSummary.isOne(summary)) {
      throw notOfARun(summary);
    }
    if (!Files.exists(results) && !Files.exists(summary)) {
      for (Path file : jobs.files()) {
        if (Files.exists(file)) {
          throw notOfARun(file);
        }
      }
    }
  }

  private UsageException notOfARun(Path file) {
    return UsageException.badOption(
        "dir",
        plan.dir(),
        String.format(
            "the run would replace %s, which is not of an earlier run; expected a directory"
                + " without a file of that name",
            file.getFileName()));
  }

  private Optional<RunSummary> run(ResultsFile file, String bootstrapServers)
      throws IOException, InterruptedException {
    Map<String, Object> clientConfig =
        KafkaAccess.readClientConfig("consumerConfig", plan.clientConfig());
    try (KafkaAccess kafka = KafkaAccess.connect(bootstrapServers, clientConfig)) {
      kafka.createTopicIfMissing("topic", plan.topic(), PARTITIONS, Map.of("retention.ms", "-1"));
      kafka.createTopicIfMissing(
          "topic", plan.resultsTopic(), 1, Map.of("cleanup.policy", "compact"));
    }
    view.say("Kafka   " + bootstrapServers);
    view.say("records " + plan.topic());
    view.say("rows    " + plan.resultsTopic());
    // None where there is no page.
    try (Dashboard dashboard = startDashboard(bootstrapServers, clientConfig);
        ResultsReader reader =
            ResultsReader.open(bootstrapServers, plan.resultsTopic(), clientConfig)) {
      return new Turns(file, reader, Optional.ofNullable(dashboard), bootstrapServers).run();
    }
  }

  @Nullable
  private Dashboard startDashboard(String bootstrapServers, Map<String, Object> clientConfig) {
    if (plan.dashboard().isEmpty()) {
      return null;
    }
    Dashboard dashboard =
        Dashboard.start(
            DashboardSettings.of(bootstrapServers, plan.resultsTopic())
                .setClientConfig(clientConfig)
                .setDeadLetterTopic(plan.deadLetterTopic())
                .setListen(plan.dashboard().get())
                .build());
    view.say("page    " + dashboard.url());
    return dashboard;
  }

  /** What goes wrong while a job is stopped must not hide why it is stopped. */
  private static void quietly(Runnable cancel) {
    try {
      cancel.run();
    } catch (RuntimeException e) {
      LOG.debug("A job could not be stopped", e);
    }
  }

  /** The part of a run in which the jobs are there. */
  private final class Turns {
    private final ResultsFile file;
    private final ResultsReader reader;
    private final Optional<Dashboard> page;
    private final String bootstrapServers;

    Turns(
        ResultsFile file, ResultsReader reader, Optional<Dashboard> page, String bootstrapServers) {
      this.file = file;
      this.reader = reader;
      this.page = page;
      this.bootstrapServers = bootstrapServers;
    }

    Optional<RunSummary> run() throws IOException, InterruptedException {
      view.say("Starting the pipeline ...");
      UniqueCountsJob pipeline = jobs.startPipeline(arguments(plan.pipelineArguments()));
      boolean ended = false;
      try {
        awaitReading(pipeline);
        if (interruption.isRequested()) {
          return Optional.empty();
        }
        view.say(plan.follow() ? "Sending until Ctrl-C ..." : "Sending ...");
        SendingJob generator = jobs.startGenerator(arguments(plan.generatorArguments()));
        JobMeters meters = new JobMeters(pipeline, generator::sent);
        page.ifPresent(shown -> shown.answerPrometheus(meters::scrape));
        try {
          awaitSent(pipeline, generator);
        } finally {
          quietly(generator::cancel);
        }
        awaitLastRead(pipeline, generator);
        pipeline.endInput();
        awaitEnd(pipeline, generator);
        ended = true;
        return Optional.of(finish(pipeline, generator));
      } finally {
        view.end();
        if (!ended) {
          quietly(pipeline::cancel);
        }
      }
    }

    private List<String> arguments(List<String> planned) {
      List<String> arguments = new ArrayList<>(planned);
      arguments.add("--bootstrapServers=" + bootstrapServers);
      return arguments;
    }

    private void awaitReading(UniqueCountsJob pipeline) throws IOException, InterruptedException {
      Deadline deadline = new Deadline();
      while (!pipeline.isReading() && !interruption.isRequested()) {
        requireRunning(pipeline);
        if (deadline.isOver()) {
          throw new JobFailedException(
              String.format(
                  "the pipeline did not begin to read topic %s within %d s; see %s",
                  plan.topic(), patience.getStandardSeconds(), jobs.pipelineLog()));
        }
        showRows();
      }
    }

    private void awaitSent(UniqueCountsJob pipeline, SendingJob generator)
        throws IOException, InterruptedException {
      boolean done = false;
      while (!interruption.isRequested() && (!done || plan.follow())) {
        requireRunning(pipeline);
        done = generator.awaitEnd(AT_ONCE);
        turn(pipeline, generator);
      }
    }

    /** Waits as long as the pipeline makes progress with what was sent. */
    private void awaitLastRead(UniqueCountsJob pipeline, SendingJob generator)
        throws IOException, InterruptedException {
      Deadline deadline = new Deadline();
      long read = pipeline.counters().read();
      while (read < generator.sent() && !deadline.isOver()) {
        requireRunning(pipeline);
        turn(pipeline, generator);
        if (pipeline.counters().read() > read) {
          read = pipeline.counters().read();
          deadline = new Deadline();
        }
      }
    }

    private void awaitEnd(UniqueCountsJob pipeline, SendingJob generator)
        throws IOException, InterruptedException {
      Deadline sinceInterruption = new Deadline();
      while (!pipeline.awaitEnd(AT_ONCE)) {
        if (!interruption.isRequested()) {
          sinceInterruption = new Deadline();
        } else if (sinceInterruption.isOver()) {
          throw new JobFailedException(
              String.format(
                  "the last windows did not close within %d s; their rows are missing",
                  patience.getStandardSeconds()));
        }
        turn(pipeline, generator);
      }
    }

    private RunSummary finish(UniqueCountsJob pipeline, SendingJob generator) throws IOException {
      while (!reader.isAtEnd()) {
        showRows();
      }
      Collection<ResultRow> rows = reader.latest();
      file.finish(rows);
      RunSummary summary = RunSummary.of(generator.sent(), pipeline.counters(), rows);
      summary.write(summaryFile(plan));
      return summary;
    }

    private void requireRunning(UniqueCountsJob pipeline) throws InterruptedException {
      if (pipeline.awaitEnd(AT_ONCE)) {
        throw new JobFailedException("the pipeline ended before all records were sent");
      }
    }

    private void turn(UniqueCountsJob pipeline, SendingJob generator) throws IOException {
      showRows();
      JobProgress progress =
          JobProgress.of(generator.sent(), generator.total(), pipeline.counters());
      page.ifPresent(shown -> shown.show(progress));
      view.status(StatusLine.format(progress.sent(), progress.total(), progress.counters()));
    }

    private void showRows() throws IOException {
      List<ResultRow> rows = reader.poll();
      file.append(rows);
      // Rows that come together are shown in order; sorting keeps the revisions of a key as they
      // are.
      rows.stream().sorted(Comparator.comparing(ResultRow::key)).forEach(view::row);
    }
  }

  /** The moment at which patience ends. */
  private final class Deadline {
    private final long nanos =
        System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(patience.getMillis());

    boolean isOver() {
      return System.nanoTime() - nanos >= 0;
    }
  }
}
