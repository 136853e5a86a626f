package dev.sliderule.spark;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import dev.sliderule.launcher.EmbeddedBroker;
import dev.sliderule.pipeline.JobCounters;
import dev.sliderule.pipeline.UniqueCountsJob;
import dev.sliderule.pipeline.write.ResultKey;
import dev.sliderule.pipeline.write.ResultRow;
import dev.sliderule.pipeline.write.ResultRowJson;
import dev.sliderule.testing.KafkaTopics;
import dev.sliderule.testing.WindowOracle;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.joda.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class SparkParityTest {
  private static final long HISTORY = 1_700_000_000_000L;
  private static EmbeddedBroker broker;
  private static KafkaTopics topics;

  @BeforeAll
  static void startBroker() {
    broker = EmbeddedBroker.start();
    topics = new KafkaTopics(broker.bootstrapServers());
  }

  @AfterAll
  static void stopBroker() {
    topics.close();
    broker.close();
  }

  @Test
  void counts() throws Exception {
    topics.create("clicks", 4);
    Random random = new Random(1);
    List<WindowOracle.Input> inputs = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      int partition = i % 3;
      long time = HISTORY + i * 20L + (partition == 1 ? 60_000 : 0);
      String user = "u" + random.nextInt(300);
      inputs.add(new WindowOracle.Input(time, user, "1", (long) i, List.of("all")));
      topics.send(
          "clicks",
          partition,
          user,
          String.format(
              "{\"producer_timestamp\":%d,\"customer_id\":\"%s\",\"final_amount\":1,\"batch_number\":%d}",
              time, user, i));
    }
    long t0 = System.nanoTime();
    UniqueCountsJob job =
        InProcessSpark.start(
            "--bootstrapServers=" + broker.bootstrapServers(),
            "--topic=clicks",
            "--estimator=EXACT",
            "--allowedLateness=0s",
            "--stopWhenCaughtUp=true",
            "--output=kafka:rows");
    while (!job.awaitEnd(Duration.standardSeconds(1))) {
      System.err.println(job.counters().toLine());
      if (System.nanoTime() - t0 > 120e9) {
        job.cancel();
        break;
      }
    }
    System.err.println(job.counters().toLine() + " s " + (System.nanoTime() - t0) / 1e9);
    assertThat(job.counters(), is(JobCounters.of(2_000, 2_000, 0, 0)));
    List<ResultRow> rows = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> record : topics.readAll("rows")) {
      rows.add(ResultRowJson.parse(record.value()));
    }
    Map<ResultKey, String> expected =
        new WindowOracle(Duration.standardSeconds(10), Duration.standardSeconds(5)).rows(inputs);
    assertThat(WindowOracle.finalRows(rows), is(expected));
  }
}
