package dev.sliderule.pipeline;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Optional;
import java.util.OptionalInt;
import org.joda.time.Duration;
import org.junit.jupiter.api.Test;

/** Time-out one minute, looks every five seconds. */
class KafkaWatchdogTest {
  private long nanos;
  private boolean answers = true;
  private boolean failing;
  private int partitions = 4;

  private final KafkaWatchdog watchdog =
      new KafkaWatchdog(
          "broker:9092", "clicks", 4, this::ask, Duration.standardMinutes(1), () -> nanos);

  @Test
  void endsAJobWithoutKafka() {
    pass(5);
    answers = false;
    for (int second = 5; second <= 60; second += 5) {
      pass(5);
      assertThat(watchdog.failure(), is(Optional.empty()));
    }
    pass(5);
    assertThat(
        watchdog.failure().orElseThrow(),
        containsString("no Kafka broker at broker:9092 has answered for 1m (--kafkaTimeout)"));
  }

  @Test
  void anAnswerInBetweenIsEnough() {
    for (int round = 0; round < 10; round++) {
      answers = false;
      for (int second = 5; second <= 50; second += 5) {
        pass(5);
      }
      answers = true;
      pass(5);
    }
    assertThat(watchdog.failure(), is(Optional.empty()));
  }

  @Test
  void aProcessThatWasStoppedForAnHourIsNotEnded() {
    pass(5);
    answers = false;
    pass(3_600);
    pass(5);
    answers = true;
    pass(5);
    assertThat(watchdog.failure(), is(Optional.empty()));
  }

  @Test
  void aQuestionThatCannotBeAskedIsNoAnswer() {
    failing = true;
    for (int second = 5; second <= 60; second += 5) {
      assertThrows(IllegalStateException.class, () -> pass(5));
    }
    failing = false;
    answers = false;
    pass(5);
    assertThat(watchdog.failure().isPresent(), is(true));
  }

  @Test
  void endsAJobWhoseTopicHasGotPartitions() {
    pass(5);
    assertThat(watchdog.failure(), is(Optional.empty()));
    partitions = 6;
    pass(5);
    assertThat(
        watchdog.failure().orElseThrow(),
        is(
            "topic clicks has 6 partitions now, but had 4 when the job started, which reads no"
                + " others; run it again"));
  }

  private void pass(int seconds) {
    nanos += seconds * 1_000_000_000L;
    watchdog.look();
  }

  private OptionalInt ask() {
    if (failing) {
      throw new IllegalStateException("injected");
    }
    return answers ? OptionalInt.of(partitions) : OptionalInt.empty();
  }
}
