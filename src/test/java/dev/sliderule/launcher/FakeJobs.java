package dev.sliderule.launcher;

import dev.sliderule.common.JobFailedException;
import dev.sliderule.common.OptionsHelp;
import dev.sliderule.pipeline.JobCounters;
import dev.sliderule.pipeline.UniqueCountsJob;
import dev.sliderule.pipeline.options.UniqueCountsOptions;
import dev.sliderule.pipeline.write.ResultRow;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import org.joda.time.Duration;

/**
 * Jobs that only say what the test wants: the generator sends {@link #total} records in two steps,
 * the pipeline has read them at once, publishes one window while it reads and, when its input ends,
 * a correction of it and another window.
 */
class FakeJobs implements LocalJobs {
  static final ResultRow FIRST = Rows.at(0).build();
  static final ResultRow CORRECTED =
      Rows.at(0).setRecords(101).setPane(ResultRow.Pane.LATE).setRevision(1).build();
  static final ResultRow LAST = Rows.at(5).build();

  final List<String> events = new ArrayList<>();
  List<String> pipelineArguments = List.of();
  List<String> generatorArguments = List.of();
  OptionalLong total = OptionalLong.of(200);
  boolean reads = true;
  List<Path> files = List.of();
  String pipelineFailure = "";
  String generatorFailure = "";

  /** What happens while the generator is asked whether it has ended. */
  Runnable whileSending = () -> {};

  private long sent;
  private long lost;
  private boolean generatorCancelled;

  /** Lets the pipeline overlook some of the records. */
  void lose(long records) {
    lost = records;
  }

  @Override
  public Collection<String> pipelineOptions() {
    return OptionsHelp.names(UniqueCountsOptions.GROUPS);
  }

  @Override
  public Collection<String> generatorOptions() {
    return List.of(
        "bootstrapServers",
        "topic",
        "source",
        "input",
        "rate",
        "maxRecords",
        "seed",
        "batchInterval");
  }

  @Override
  public List<Path> files() {
    return files;
  }

  @Override
  public UniqueCountsJob startPipeline(List<String> arguments) {
    events.add("pipeline started");
    pipelineArguments = arguments;
    return new FakePipeline();
  }

  @Override
  public SendingJob startGenerator(List<String> arguments) {
    events.add("generator started");
    generatorArguments = arguments;
    return new FakeGenerator();
  }

  private String argument(String name) {
    return pipelineArguments.stream()
        .filter(argument -> argument.startsWith("--" + name + "="))
        .map(argument -> argument.substring(name.length() + 3))
        .findFirst()
        .orElseThrow();
  }

  private void publish(ResultRow... rows) {
    String topic = argument("output").replaceFirst("^.*kafka:", "");
    try (RowsTopic results = RowsTopic.open(argument("bootstrapServers"), topic)) {
      for (ResultRow row : rows) {
        results.write(row);
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private final class FakePipeline implements UniqueCountsJob {
    private boolean inputEnded;

    @Override
    public boolean isReading() {
      return reads;
    }

    @Override
    public JobCounters counters() {
      long read = sent - lost;
      return JobCounters.of(read, inputEnded ? read - 3 : 0, inputEnded ? 2 : 0, 1);
    }

    @Override
    public void endInput() {
      events.add("input ended");
      inputEnded = true;
      publish(CORRECTED, LAST);
    }

    @Override
    public boolean awaitEnd(Duration timeout) {
      if (!pipelineFailure.isEmpty()) {
        throw new JobFailedException(pipelineFailure);
      }
      return inputEnded;
    }

    @Override
    public void cancel() {
      events.add("pipeline cancelled");
    }
  }

  private final class FakeGenerator implements SendingJob {
    @Override
    public long sent() {
      return sent;
    }

    @Override
    public OptionalLong total() {
      return total;
    }

    @Override
    public boolean awaitEnd(Duration timeout) {
      if (!generatorFailure.isEmpty()) {
        throw new JobFailedException(generatorFailure);
      }
      if (sent == 0) {
        publish(FIRST);
      }
      sent += 100;
      whileSending.run();
      return generatorCancelled || (total.isPresent() && sent >= total.getAsLong());
    }

    @Override
    public void cancel() {
      events.add("generator cancelled");
      generatorCancelled = true;
    }
  }
}
