package dev.sliderule.pipeline.read;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.sameInstance;

import dev.sliderule.launcher.EmbeddedBroker;
import dev.sliderule.pipeline.event.EventFields;
import dev.sliderule.pipeline.resume.ResumePoint;
import dev.sliderule.pipeline.window.SlidingWindowSpec;
import dev.sliderule.testing.KafkaTopics;
import java.util.Map;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Two exchanges of a job, as two processes would have them, and three partitions. */
class WatermarkExchangeTest {
  private static final Instant NOTHING = BoundedWindow.TIMESTAMP_MIN_VALUE;

  private static EmbeddedBroker broker;
  private static KafkaTopics topics;

  @BeforeAll
  static void startBroker() throws Exception {
    broker = EmbeddedBroker.start();
    topics = new KafkaTopics(broker.bootstrapServers());
    topics.create("clicks", 3);
  }

  @AfterAll
  static void stopBroker() {
    topics.close();
    broker.close();
  }

  @Test
  void givesTheLowestWatermarkOfAllPartitionsInAllProcesses() {
    WatermarkExchange one = new WatermarkExchange(settings(broker, "lowest"));
    WatermarkExchange other = new WatermarkExchange(settings(broker, "lowest"));
    assertThat(one.report(Map.of(0, at(10), 1, at(30))), is(NOTHING));
    assertThat(other.refresh(), is(NOTHING));
    assertThat(other.report(Map.of(2, at(20))), is(second(10)));
    assertThat(one.refresh(), is(second(10)));
    assertThat(one.report(Map.of(0, at(40))), is(second(20)));
    assertThat(other.report(Map.of(2, at(60))), is(second(30)));
    assertThat(other.progress(), is(Map.of(0, at(40), 1, at(30), 2, at(60))));
  }

  @Test
  void neverGoesBack() {
    WatermarkExchange one = new WatermarkExchange(settings(broker, "back"));
    WatermarkExchange other = new WatermarkExchange(settings(broker, "back"));
    one.report(Map.of(0, at(10), 1, at(10), 2, at(10)));
    assertThat(one.report(Map.of(0, at(5))), is(second(10)));
    // A reader asks before it reports.
    assertThat(other.refresh(), is(second(10)));
    assertThat(other.report(Map.of(0, at(7))), is(second(10)));
    assertThat(one.progress(0), is(at(10)));
  }

  @Test
  void aJobDoesNotHearOfAnother() {
    WatermarkExchange one = new WatermarkExchange(settings(broker, "one"));
    one.report(Map.of(0, at(10), 1, at(10), 2, at(10)));
    assertThat(new WatermarkExchange(settings(broker, "two")).refresh(), is(NOTHING));
  }

  @Test
  void standsStillWhenNoBrokerAnswers() {
    EmbeddedBroker doomed = EmbeddedBroker.start();
    WatermarkExchange exchange;
    try (KafkaTopics doomedTopics = new KafkaTopics(doomed.bootstrapServers())) {
      doomedTopics.create("clicks", 3);
      exchange = new WatermarkExchange(settings(doomed, "doomed"));
      exchange.report(Map.of(0, at(10), 1, at(10), 2, at(10)));
    } catch (Exception e) {
      throw new IllegalStateException(e);
    } finally {
      doomed.close();
    }
    assertThat(exchange.report(Map.of(0, at(20), 1, at(20), 2, at(20))), is(second(10)));
  }

  @Test
  void thereIsOneForAJobInAProcess() {
    ReadSettings settings = settings(broker, "registered");
    WatermarkExchange exchange = WatermarkExchange.of(settings);
    assertThat(WatermarkExchange.of(settings), is(sameInstance(exchange)));
    exchange.report(Map.of(0, at(10), 1, at(10), 2, at(10)));
    WatermarkExchange.close(settings);
    WatermarkExchange.close(settings);
  }

  private static ReadSettings settings(EmbeddedBroker kafka, String job) {
    return ReadSettings.builder()
        .setBootstrapServers(kafka.bootstrapServers())
        .setTopic("clicks")
        .setFields(
            EventFields.builder()
                .setUnique("u")
                .setMaxFutureSkew(Duration.standardHours(1))
                .build())
        .setMaxOutOfOrderness(Duration.standardSeconds(2))
        .setIdleTimeout(Duration.standardSeconds(5))
        .setAligned(
            AlignedReading.builder()
                .setWatermarkInEffect(() -> BoundedWindow.TIMESTAMP_MIN_VALUE)
                .setJob(job)
                .setConsumerGroup("clicks-group")
                .setPartitions(3)
                .setAcrossProcesses(true)
                .setWindows(
                    SlidingWindowSpec.builder()
                        .setSize(Duration.standardSeconds(10))
                        .setPeriod(Duration.standardSeconds(5))
                        .build())
                .setStart(ResumePoint.fresh(0, Map.of(0, 0L, 1, 0L, 2, 0L)))
                .build())
        .build();
  }

  /** A partition that has been read up to a second and waits for no more of that time. */
  private static PartitionProgress at(long second) {
    return PartitionProgress.of(second, second(second), second(second));
  }

  private static Instant second(long second) {
    return Instant.ofEpochSecond(second);
  }
}
