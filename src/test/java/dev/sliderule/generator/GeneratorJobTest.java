package dev.sliderule.generator;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.sameInstance;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sliderule.common.JobFailedException;
import java.util.List;
import java.util.OptionalLong;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.metrics.MetricKey;
import org.apache.beam.sdk.metrics.MetricQueryResults;
import org.apache.beam.sdk.metrics.MetricResult;
import org.apache.beam.sdk.metrics.MetricResults;
import org.apache.beam.sdk.metrics.MetricsFilter;
import org.apache.beam.sdk.metrics.SinkMetrics;
import org.joda.time.Duration;
import org.junit.jupiter.api.Test;

class GeneratorJobTest {
  private static final Duration LONG_ENOUGH = Duration.standardMinutes(1);

  @Test
  void jobThatNeverEndsByItselfIsEndedWhenAllIsSent() throws Exception {
    Runner runner = new Runner();
    runner.attempted = 5;
    GeneratorJob job = new GeneratorJob(runner, OptionalLong.of(5));

    assertThat(job.isDone(), is(false));
    assertThat(job.awaitEnd(LONG_ENOUGH), is(true));
    assertThat(runner.state, is(PipelineResult.State.CANCELLED));
    assertThat(job.isDone(), is(true));
    assertThat(job.awaitEnd(LONG_ENOUGH), is(true));
  }

  @Test
  void jobGoesOnWhileRecordsAreMissing() throws Exception {
    Runner runner = new Runner();
    runner.attempted = 4;

    assertThat(
        new GeneratorJob(runner, OptionalLong.of(5)).awaitEnd(Duration.millis(1)), is(false));
    assertThat(runner.state, is(PipelineResult.State.RUNNING));
  }

  @Test
  void endlessJobGoesOn() throws Exception {
    Runner runner = new Runner();
    runner.attempted = 1_000_000;

    assertThat(
        new GeneratorJob(runner, OptionalLong.empty()).awaitEnd(Duration.millis(1)), is(false));
    assertThat(runner.state, is(PipelineResult.State.RUNNING));
  }

  @Test
  void jobThatEndedByItselfIsNotCancelled() throws Exception {
    Runner runner = new Runner();
    runner.state = PipelineResult.State.DONE;

    assertThat(new GeneratorJob(runner, OptionalLong.of(0)).awaitEnd(LONG_ENOUGH), is(true));
    assertThat(runner.state, is(PipelineResult.State.DONE));
  }

  @Test
  void sentIsWhatIsCommittedWhereTheRunnerKnows() {
    Runner runner = new Runner();
    runner.attempted = 12;
    runner.committed = 10L;

    assertThat(new GeneratorJob(runner, OptionalLong.empty()).sent(), is(10L));
  }

  @Test
  void failureIsOneSentenceHoweverOftenItIsAskedFor() {
    Runner runner = new Runner();
    runner.failure =
        new Pipeline.PipelineExecutionException(
            new IllegalStateException("outer", new java.io.IOException("the disk is full")));
    GeneratorJob job = new GeneratorJob(runner, OptionalLong.empty());

    JobFailedException first =
        assertThrows(JobFailedException.class, () -> job.awaitEnd(LONG_ENOUGH));
    assertThat(first.getMessage(), is("the generator failed: IOException: the disk is full"));
    assertThat(
        assertThrows(JobFailedException.class, () -> job.awaitEnd(LONG_ENOUGH)),
        is(sameInstance(first)));
    assertThat(job.isDone(), is(true));
  }

  @Test
  void workCutOffByCancellingIsNoFailure() throws Exception {
    Runner runner = new Runner();
    GeneratorJob job = new GeneratorJob(runner, OptionalLong.empty());
    runner.whileCancelling =
        () -> {
          runner.failure = new IllegalStateException("producer has been closed");
          try {
            assertThat(job.awaitEnd(LONG_ENOUGH), is(true));
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        };

    job.cancel();

    assertThat(job.awaitEnd(LONG_ENOUGH), is(true));
    assertThat(job.isDone(), is(true));
  }

  @Test
  void stateFailedIsAFailureToo() {
    Runner runner = new Runner();
    runner.state = PipelineResult.State.FAILED;

    assertThat(
        assertThrows(
                JobFailedException.class,
                () -> new GeneratorJob(runner, OptionalLong.empty()).awaitEnd(LONG_ENOUGH))
            .getMessage(),
        containsString("failed"));
  }

  @Test
  void interruptionWhileWaitingIsPassedOn() {
    Runner runner = new Runner();
    runner.failure = new IllegalStateException(new InterruptedException());
    Thread.currentThread().interrupt();

    assertThrows(
        InterruptedException.class,
        () -> new GeneratorJob(runner, OptionalLong.empty()).awaitEnd(LONG_ENOUGH));
    assertThat(Thread.currentThread().isInterrupted(), is(false));
  }

  /** A runner whose jobs end only when they are cancelled. */
  private static final class Runner implements PipelineResult {
    private State state = State.RUNNING;
    private long attempted;
    private Long committed;
    private RuntimeException failure;
    private Runnable whileCancelling = () -> {};

    @Override
    public State getState() {
      return state;
    }

    @Override
    public State cancel() {
      whileCancelling.run();
      state = State.CANCELLED;
      return state;
    }

    @Override
    public State waitUntilFinish(Duration duration) {
      if (failure != null) {
        throw failure;
      }
      return state.isTerminal() ? state : null;
    }

    @Override
    public State waitUntilFinish() {
      throw new UnsupportedOperationException("would wait for ever");
    }

    @Override
    public MetricResults metrics() {
      return new MetricResults() {
        @Override
        public MetricQueryResults queryMetrics(MetricsFilter filter) {
          MetricKey key = MetricKey.create("Send", SinkMetrics.elementsWritten().getName());
          MetricResult<Long> count =
              committed == null
                  ? MetricResult.attempted(key, attempted)
                  : MetricResult.create(key, committed, Long.valueOf(attempted));
          return MetricQueryResults.create(
              List.of(count), List.of(), List.of(), List.of(), List.of(), List.of());
        }
      };
    }
  }
}
