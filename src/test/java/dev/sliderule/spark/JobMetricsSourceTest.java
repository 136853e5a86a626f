package dev.sliderule.spark;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;

import dev.sliderule.launcher.EmbeddedBroker;
import dev.sliderule.pipeline.UniqueCountsJob;
import dev.sliderule.testing.KafkaTopics;
import java.io.IOException;
import java.io.Reader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.SparkContext;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What Prometheus finds on the page of a driver, with the settings of runner-configs. */
class JobMetricsSourceTest {
  private static final Path SETTINGS = Path.of("runner-configs", "spark-local", "spark.properties");
  private static final Pattern GAUGE =
      Pattern.compile("metrics_sliderule_driver_sliderule_(\\w+)_Value\\{[^}]*\\} (-?\\d+)");

  private final Properties settings = new Properties();

  @BeforeEach
  void configureSpark() throws IOException {
    try (Reader reader = Files.newBufferedReader(SETTINGS)) {
      settings.load(reader);
    }
    settings.keySet().removeIf(name -> !name.toString().startsWith("spark.metrics."));
    settings.forEach((name, value) -> System.setProperty(name.toString(), value.toString()));
  }

  @AfterEach
  void forgetSettings() {
    settings.keySet().forEach(name -> System.clearProperty(name.toString()));
  }

  @Test
  void prometheusFindsTheNumbersOfTheJob() throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.start();
        KafkaTopics topics = new KafkaTopics(broker.bootstrapServers())) {
      Clicks clicks = Clicks.create(topics, "metered", 2);
      long sentAt = System.currentTimeMillis();
      for (int i = 0; i < 100; i++) {
        clicks.send(i % 2, sentAt - 30_000 + i * 200L);
      }
      clicks.sendMalformed(0);
      UniqueCountsJob job =
          InProcessSpark.startWithPages(
              "--bootstrapServers=" + broker.bootstrapServers(),
              "--topic=metered",
              "--eventTimeField=at",
              "--uniqueField=user",
              "--amountField=price",
              "--sequenceField=n",
              "--batchIntervalMillis=200",
              "--minReadTimeMillis=50",
              "--idleTimeout=1h",
              "--output=kafka");
      try {
        String pages = SparkContext.getOrCreate().uiWebUrl().get();
        // Rows are counted while a batch runs, its duration when it has ended.
        Map<String, Long> gauges =
            Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .until(
                    () -> gauges(pages),
                    now ->
                        now.getOrDefault("read", 0L) == 101
                            && now.getOrDefault("rows", 0L) >= 2
                            && now.getOrDefault("batchMillis", 0L) > 0);

        assertThat(gauges.get("malformed"), is(1L));
        assertThat(gauges.get("malformed_EVENT_TIME_UNREADABLE"), is(1L));
        assertThat(gauges.get("rows_ON_TIME"), is(gauges.get("rows")));
        // The newest event is ten seconds old, and two more are left for what is out of order.
        assertThat(gauges.get("watermarkDelayMillis"), is(greaterThan(12_000L)));
        assertThat(gauges.get("watermarkDelayMillis"), is(lessThan(600_000L)));
        assertThat(gauges, hasKey("late"));
      } finally {
        job.cancel();
      }
    }
  }

  private static Map<String, Long> gauges(String pages) throws Exception {
    HttpResponse<String> page =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create(pages + "/metrics/prometheus/"))
                    .timeout(Duration.ofMinutes(1))
                    .build(),
                HttpResponse.BodyHandlers.ofString());
    assertThat(page.statusCode(), is(200));
    Map<String, Long> gauges = new TreeMap<>();
    Matcher line = GAUGE.matcher(page.body());
    while (line.find()) {
      gauges.put(line.group(1), Long.parseLong(line.group(2)));
    }
    return gauges;
  }
}
