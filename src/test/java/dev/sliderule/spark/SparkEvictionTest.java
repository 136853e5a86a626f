package dev.sliderule.spark;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.anyOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;

import dev.sliderule.common.JobFailedException;
import dev.sliderule.launcher.EmbeddedBroker;
import dev.sliderule.pipeline.UniqueCountsJob;
import dev.sliderule.pipeline.write.ResultKey;
import dev.sliderule.pipeline.write.ResultRow;
import dev.sliderule.pipeline.write.ResultRowJson;
import dev.sliderule.testing.KafkaTopics;
import dev.sliderule.testing.WindowOracle;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import javax.annotation.Nullable;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobEnd;
import org.joda.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A job whose blocks and state are thrown out of memory again and again, as Spark does when memory
 * is short, so that it reads and counts again what it has read and counted.
 */
@Tag("long")
class SparkEvictionTest {
  private static final long HISTORY = 1_700_000_000_000L;
  private static final int RECORDS = 6_000;
  private static final Duration PATIENCE = Duration.standardMinutes(3);

  private static EmbeddedBroker broker;
  private static KafkaTopics topics;
  private static Clicks clicks;
  private static Map<ResultKey, String> expected;

  @TempDir Path temporary;

  @BeforeAll
  static void writeBacklog() throws Exception {
    broker = EmbeddedBroker.start();
    topics = new KafkaTopics(broker.bootstrapServers());
    clicks = Clicks.create(topics, "evicted", 4);
    Random random = new Random(3);
    for (int i = 0; i < RECORDS; i++) {
      clicks.send(random.nextInt(4), HISTORY + i * 20L - random.nextInt(1_000));
    }
    expected =
        new WindowOracle(Duration.standardSeconds(10), Duration.standardSeconds(5))
            .rows(clicks.inputs());
  }

  @AfterAll
  static void stopBroker() {
    topics.close();
    broker.close();
  }

  /** The share of Spark's jobs, in percent, after which all is thrown out. */
  @ParameterizedTest
  @ValueSource(ints = {100, 10})
  void rowsAreRightOrTheJobSaysThatTheyWouldNotBe(int share) throws Exception {
    System.setProperty("spark.default.parallelism", "4");
    String output = "evicted-rows-" + share;
    UniqueCountsJob job = start(output);
    Evictions evictions = new Evictions(new Random(share), share);
    SparkContext.getOrCreate().addSparkListener(evictions);
    String failure = awaitEnd(job);

    assertThat(evictions.dataSets.get(), is(greaterThan(0)));
    if (failure != null) {
      assertThat(
          failure,
          anyOf(
              containsString("have come twice"),
              containsString("are lost"),
              containsString("did not reach the pipeline")));
      rows(output).forEach((key, row) -> assertThat(key.toString(), row, is(expected.get(key))));
      // It says that it can be run again.
      assertThat(awaitEnd(start(output)), is(nullValue()));
    }
    assertThat(rows(output), is(expected));
  }

  private UniqueCountsJob start(String output) {
    return InProcessSpark.start(
        "--bootstrapServers=" + broker.bootstrapServers(),
        "--topic=" + clicks.topic(),
        "--output=kafka:" + output,
        "--checkpointDir=" + temporary.resolve("checkpoint"),
        "--eventTimeField=at",
        "--uniqueField=user",
        "--amountField=price",
        "--sequenceField=n",
        "--groupBy=page",
        "--estimator=EXACT",
        "--allowedLateness=0s",
        "--maxRecordsPerBatch=200",
        "--batchIntervalMillis=100",
        "--minReadTimeMillis=50",
        "--stopWhenCaughtUp=true");
  }

  /** The sentence with which a job fails; null if it ends well. */
  @Nullable
  private static String awaitEnd(UniqueCountsJob job) throws InterruptedException {
    boolean ended = false;
    try {
      ended = job.awaitEnd(PATIENCE);
      assertThat("ended", ended, is(true));
      return null;
    } catch (JobFailedException e) {
      return e.getMessage();
    } finally {
      if (!ended) {
        job.cancel();
      }
    }
  }

  /** What the windows say by now, in the oracle's words. */
  private static Map<ResultKey, String> rows(String topic) throws IOException {
    List<ResultRow> rows = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> record : topics.readAll(topic)) {
      rows.add(ResultRowJson.parse(record.value()));
    }
    return WindowOracle.finalRows(rows);
  }

  /** Throws all that Spark keeps in memory of its data sets out, after some of its jobs. */
  private static final class Evictions extends SparkListener {
    private final AtomicInteger dataSets = new AtomicInteger();
    private final Random random;
    private final int share;

    Evictions(Random random, int share) {
      this.random = random;
      this.share = share;
    }

    @Override
    public void onJobEnd(SparkListenerJobEnd end) {
      if (random.nextInt(100) >= share) {
        return;
      }
      for (int rdd :
          JavaSparkContext.fromSparkContext(SparkContext.getOrCreate())
              .getPersistentRDDs()
              .keySet()) {
        SparkEnv.get().blockManager().master().removeRdd(rdd, true);
        dataSets.incrementAndGet();
      }
    }
  }
}
