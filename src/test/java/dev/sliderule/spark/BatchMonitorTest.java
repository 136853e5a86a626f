package dev.sliderule.spark;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;

import dev.sliderule.pipeline.event.EventFields;
import dev.sliderule.pipeline.read.ReadSettings;
import dev.sliderule.pipeline.resume.ResumePoint;
import dev.sliderule.pipeline.resume.ResumeTracker;
import dev.sliderule.pipeline.window.SlidingWindowSpec;
import java.util.Map;
import org.apache.spark.streaming.Time;
import org.apache.spark.streaming.api.java.JavaBatchInfo;
import org.apache.spark.streaming.api.java.JavaStreamingListenerBatchCompleted;
import org.joda.time.Duration;
import org.junit.jupiter.api.Test;

class BatchMonitorTest {
  private static final ReadSettings SETTINGS =
      ReadSettings.builder()
          .setBootstrapServers("broker:9092")
          .setTopic("clicks")
          .setFields(
              EventFields.builder()
                  .setUnique("u")
                  .setMaxFutureSkew(Duration.standardHours(1))
                  .build())
          .setMaxOutOfOrderness(Duration.standardSeconds(2))
          .setIdleTimeout(Duration.standardSeconds(5))
          .build();

  private final BatchGate gate = new BatchGate(() -> 0, 0);

  private final BatchMonitor monitor =
      new BatchMonitor(
          SETTINGS,
          500,
          gate,
          new ResumeTracker(
              SlidingWindowSpec.builder()
                  .setSize(Duration.standardSeconds(10))
                  .setPeriod(Duration.standardSeconds(5))
                  .build(),
              ResumePoint.fresh(0, Map.of(0, 0L))),
          () -> {
            throw new IllegalStateException("injected");
          },
          read -> {},
          point -> {});

  @Test
  void aBatchThatItCannotLookAtIsTheLast() throws Exception {
    assertThat(monitor.failure(), nullValue());
    assertThat(gate.setOff(), is(true));

    monitor.onBatchCompleted(
        new JavaStreamingListenerBatchCompleted(
            new JavaBatchInfo(new Time(500), Map.of(), 500, 500, 600, 0, 100, 100, 0, Map.of())));

    assertThat(monitor.failure(), containsString("what became of a batch is not known"));
    assertThat(gate.setOff(), is(false));
    assertThat(gate.hold(60_000), is(true));
  }
}
