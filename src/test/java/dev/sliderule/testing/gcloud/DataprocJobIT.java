package dev.sliderule.testing.gcloud;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;

import dev.sliderule.launcher.EmbeddedBroker;
import dev.sliderule.pipeline.UniqueCountsPipeline;
import dev.sliderule.testing.Clicks;
import dev.sliderule.testing.KafkaTopics;
import dev.sliderule.testing.spark.SparkHome;
import dev.sliderule.testing.spark.StandaloneCluster;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Jobs that the stand-in really runs. */
@Tag("long")
class DataprocJobIT {
  private static final String REGION = "--region=europe-west1";
  private static final String PIPELINE = UniqueCountsPipeline.class.getName();

  @TempDir private Path directory;
  private GcloudStandIn cloud;

  @BeforeEach
  void create() {
    cloud = GcloudStandIn.create(directory);
    succeed("storage", "buckets", "create", "gs://demo-bucket");
    succeed("storage", "cp", SparkHome.clusterJar().toString(), "gs://demo-bucket/app.jar");
    succeed(
        "dataproc",
        "clusters",
        "create",
        "demo",
        REGION,
        "--single-node",
        "--bucket=demo-bucket",
        "--properties=spark:spark.executor.memory=768m");
  }

  @AfterEach
  void close() {
    cloud.close();
  }

  private String succeed(String... args) {
    GcloudRun run = cloud.run(args);
    assertThat(Arrays.asList(args) + ": " + run, run.exitCode(), is(0));
    return run.out().trim();
  }

  private String submit(String mainClass, List<String> flags, List<String> args) {
    List<String> command =
        new ArrayList<>(
            List.of(
                "dataproc",
                "jobs",
                "submit",
                "spark",
                REGION,
                "--cluster=demo",
                "--class=" + mainClass,
                "--jars=gs://demo-bucket/app.jar",
                "--async",
                "--format=value(reference.jobId)"));
    command.addAll(flags);
    command.add("--");
    command.addAll(args);
    return succeed(command.toArray(new String[0]));
  }

  private String describe(String job, String field) {
    return succeed("dataproc", "jobs", "describe", job, REGION, "--format=value(" + field + ")");
  }

  @Test
  void countsWhatTheOracleCountsWithItsCheckpointInABucket() throws Exception {
    try (StandaloneCluster spark = StandaloneCluster.start(2);
        EmbeddedBroker broker = EmbeddedBroker.start();
        KafkaTopics topics = new KafkaTopics(broker.bootstrapServers())) {
      cloud.master(spark.master());
      Clicks clicks = Clicks.write(topics, "clicks", 5, 2_000);
      List<String> args = new ArrayList<>(clicks.options());
      args.add("--runner=SparkRunner");
      args.add("--bootstrapServers=" + broker.bootstrapServers());
      args.add("--estimator=EXACT");
      args.add("--allowedLateness=0s");
      args.add("--stopWhenCaughtUp=true");
      args.add("--checkpointDir=gs://demo-bucket/checkpoint");
      String job = submit(PIPELINE, List.of("--properties=spark.executor.cores=1"), args);
      GcloudRun wait = cloud.run("dataproc", "jobs", "wait", job, REGION);
      assertThat(wait.toString(), wait.exitCode(), is(0));
      assertThat(describe(job, "status.state"), is("DONE"));
      assertThat(
          succeed("storage", "cat", describe(job, "driverOutputResourceUri") + "*"),
          containsString("read 2000 = counted 2000 + late 0 + malformed 0"));
      assertThat(clicks.rows(), is(clicks.expectedRows()));
      assertThat(Files.isDirectory(cloud.buckets().resolve("demo-bucket/checkpoint")), is(true));
    }
  }

  @Test
  void triesAgainAsOftenAsTheJobAllows() {
    cloud.master("local[1]");
    String job = submit("no.such.Main", List.of("--max-failures-per-hour=1"), List.of());
    GcloudRun wait = cloud.run("dataproc", "jobs", "wait", job, REGION);
    assertThat(wait.toString(), wait.exitCode(), is(1));
    assertThat(wait.err(), containsString("Google Cloud Dataproc Agent reports job failure."));
    assertThat(
        describe(job, "statusHistory[0].state,statusHistory[1].state,statusHistory[2].state"),
        is("PENDING\tRUNNING\tATTEMPT_FAILURE"));
    assertThat(describe(job, "status.state,statusHistory[3].state"), is("ERROR\tRUNNING"));
    assertThat(describe(job, "driverOutputResourceUri"), containsString("/attempt-2/"));
  }

  @Test
  void killsJobs() throws Exception {
    cloud.master("local[1]");
    try (EmbeddedBroker broker = EmbeddedBroker.start();
        KafkaTopics topics = new KafkaTopics(broker.bootstrapServers())) {
      Clicks clicks = Clicks.write(topics, "clicks", 5, 10);
      List<String> args = new ArrayList<>(clicks.options());
      args.add("--runner=SparkRunner");
      args.add("--bootstrapServers=" + broker.bootstrapServers());
      args.add("--checkpointDir=gs://demo-bucket/checkpoint");
      String job = submit(PIPELINE, List.of(), args);
      Path checkpoint = cloud.buckets().resolve("demo-bucket/checkpoint");
      Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> Files.isDirectory(checkpoint));
      succeed("dataproc", "jobs", "kill", job, REGION, "--quiet");
      assertThat(describe(job, "status.state"), is("CANCELLED"));
      assertThat(cloud.processes().toString(), cloud.processes().isEmpty(), is(true));
    }
  }
}
