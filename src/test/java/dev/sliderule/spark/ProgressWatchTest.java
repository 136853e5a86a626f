package dev.sliderule.spark;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.nullValue;

import org.apache.kafka.common.errors.TimeoutException;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;

class ProgressWatchTest {
  private Instant now = Instant.ofEpochSecond(0);
  private Instant lastCompleted = now;
  private long backlog;
  private boolean kafkaIsGone;

  private final ProgressWatch watch =
      new ProgressWatch(Duration.standardMinutes(1), () -> lastCompleted, this::ask, () -> now);

  @Test
  void isContentWhileBatchesCompleteAndTheBacklogStays() {
    for (int second = 0; second < 300; second++) {
      lastCompleted = now;
      pass();
    }
    assertThat(watch.failure(), nullValue());
  }

  @Test
  void endsAJobInWhichNoBatchCompletes() {
    for (int second = 0; second <= 60; second++) {
      pass();
      assertThat(watch.failure(), nullValue());
    }
    pass();
    assertThat(watch.failure(), containsString("no batch has been completed for 1m"));
  }

  @Test
  void endsAJobThatFallsBehind() {
    for (int second = 0; second <= 60; second++) {
      lastCompleted = now;
      assertThat(watch.failure(), nullValue());
      backlog += 100;
      pass();
    }
    assertThat(watch.failure(), containsString("further and further behind Kafka for 1m"));
  }

  @Test
  void leavesAKafkaThatDoesNotAnswerToOthers() {
    kafkaIsGone = true;
    for (int second = 0; second < 300; second++) {
      lastCompleted = now;
      pass();
    }
    assertThat(watch.failure(), nullValue());
  }

  private void pass() {
    watch.look();
    now = now.plus(Duration.standardSeconds(1));
  }

  private long ask() {
    if (kafkaIsGone) {
      throw new TimeoutException("gone");
    }
    return backlog;
  }
}
