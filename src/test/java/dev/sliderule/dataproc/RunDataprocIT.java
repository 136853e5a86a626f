package dev.sliderule.dataproc;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import dev.sliderule.common.ExitCode;
import dev.sliderule.pipeline.write.ResultKey;
import dev.sliderule.pipeline.write.ResultRow;
import dev.sliderule.pipeline.write.ResultRowJson;
import dev.sliderule.testing.KafkaTopics;
import dev.sliderule.testing.Transactions;
import dev.sliderule.testing.WindowOracle;
import dev.sliderule.testing.gcloud.GcloudStandIn;
import dev.sliderule.testing.spark.StandaloneCluster;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.joda.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What {@code make run-dataproc} runs, against a stand-in for Google Cloud that runs the
 * initialization action and submits the jobs to a Spark cluster for real.
 */
class RunDataprocIT {
  private static final String RESULTS = "customer-transactions-results";
  private static final long PATIENCE_SECONDS = 300;

  @TempDir private Path directory;

  @Test
  void fromNothingToTheRowsOfTheOracleTwiceAndBackToNothing() throws Exception {
    try (StandaloneCluster spark = StandaloneCluster.start(2);
        GcloudStandIn cloud = GcloudStandIn.create(directory.resolve("cloud"))) {
      cloud
          .master(spark.master())
          // One executor for each job, as the machine is small; StandaloneClusterIT has two.
          .sparkConf("spark.cores.max", "1")
          .sparkConf("spark.default.parallelism", "1")
          .sparkConf("spark.executor.memory", "640m")
          .sparkConf("spark.driver.memory", "512m");
      Map<String, String> variables = new HashMap<>(cloud.environment());
      variables.put("PROJECT", GcloudStandIn.PROJECT);
      variables.put("REGION", GcloudStandIn.REGION);
      variables.put("MACHINE", "e2-standard-2");
      variables.put("KAFKA_PORT", Integer.toString(freePort()));
      variables.put("RECORDS", "300");
      variables.put("RATE", "50");
      variables.put("WINDOW", "4s");
      variables.put("PERIOD", "2s");
      variables.put("PIPELINE_ARGS", "--estimator=EXACT");
      variables.put("POLL", "1");

      variables.put("RUN", "first");
      String first = run("run", variables);
      assertThat(first, containsString("Making cluster sliderule"));
      assertThat(first, containsString("read 300 = counted 300 + late 0 + malformed 0"));
      assertThat(first, containsString("window (UTC)"));
      assertThat(cloud.clusters(), hasSize(1));

      variables.put("RUN", "second");
      String second = run("run", variables);
      assertThat(second, containsString("Cluster sliderule is running; using it."));
      assertThat(second, not(containsString("Making cluster")));
      assertThat(second, containsString("read 300 = counted 300 + late 0 + malformed 0"));

      try (KafkaTopics topics = new KafkaTopics("localhost:" + variables.get("KAFKA_PORT"))) {
        Map<ResultKey, String> expected =
            new WindowOracle(Duration.standardSeconds(4), Duration.standardSeconds(2))
                .rows(Transactions.inputs(topics, "customer-transactions"));
        assertThat(WindowOracle.finalRows(rowsOfTopic(topics)), is(expected));
        assertThat(WindowOracle.finalRows(rowsOfFiles(cloud)), is(expected));
      }

      assertThat(run("stop", variables), containsString("Removing cluster sliderule"));
      assertThat("left: " + cloud.clusters() + cloud.processes(), cloud.isEmpty(), is(true));
      assertThat(run("stop", variables), containsString("Nothing of Sliderule is there."));
    }
  }

  private String run(String command, Map<String, String> variables) throws Exception {
    try (DataprocScript script = DataprocScript.start(directory, command, variables)) {
      int code = script.awaitExit(PATIENCE_SECONDS);
      assertThat(script.out() + script.err(), code, is(ExitCode.OK));
      return script.out();
    }
  }

  private static List<ResultRow> rowsOfTopic(KafkaTopics topics) throws IOException {
    List<ResultRow> rows = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> record : topics.readAll(RESULTS)) {
      rows.add(ResultRowJson.parse(record.value()));
    }
    return rows;
  }

  private static List<ResultRow> rowsOfFiles(GcloudStandIn cloud) throws IOException {
    Path runs =
        cloud
            .buckets()
            .resolve(GcloudStandIn.PROJECT + "-sliderule/sliderule-dataproc/sliderule/runs");
    List<Path> files;
    try (Stream<Path> all = Files.walk(runs)) {
      files =
          all.filter(file -> file.getFileName().toString().matches("rows-.*\\.jsonl"))
              .collect(Collectors.toList());
    }
    List<ResultRow> rows = new ArrayList<>();
    for (Path file : files) {
      for (String line : Files.readAllLines(file)) {
        rows.add(ResultRowJson.parse(line.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
      }
    }
    return rows;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
