package dev.sliderule.testing.gcloud;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import dev.sliderule.testing.Waits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Clusters with what runs on them, and jobs that are not run. */
class DataprocTest {
  private static final String REGION = " --region=europe-west1";
  private static final String CREATE = "clusters create demo --bucket=demo-bucket" + REGION;
  private static final String SUBMIT =
      "jobs submit spark --cluster=demo --class=org.example.Main --jars=gs://demo-bucket/app.jar"
          + " --async --format=value(reference.jobId) --labels=run=r1"
          + REGION;

  @TempDir private Path directory;
  private GcloudStandIn cloud;

  @BeforeEach
  void create() throws IOException {
    cloud = GcloudStandIn.create(directory);
    Typed.run(directory, "storage buckets create gs://demo-bucket");
    Files.writeString(cloud.buckets().resolve("demo-bucket/app.jar"), "no jar");
  }

  @AfterEach
  void close() {
    cloud.close();
  }

  private Typed type(String line, String... more) {
    return Typed.run(directory, "dataproc " + line, more);
  }

  private String state(String job) {
    return type("jobs describe " + job + " --format=value(status.state)" + REGION).out().trim();
  }

  @Test
  void createsDescribesAndDeletesClusters() {
    assertThat(
        type(CREATE
                + " --labels=run=r1 --master-machine-type=e2-standard-4 --num-workers=2"
                + " --worker-machine-type=e2-standard-2 --delete-max-idle=30m"
                + " --delete-max-age=2h --properties=spark:a=b --image-version=2.3-debian12")
            .exitCode(),
        is(0));
    assertThat(
        type("clusters describe demo --format=value(status.state,labels.run,"
                + "config.masterConfig.instanceNames[0],config.workerConfig.numInstances,"
                + "config.lifecycleConfig.idleDeleteTtl)"
                + REGION)
            .out(),
        is("RUNNING\tr1\tlocalhost\t2\t1800s\n"));
    assertThat(type(CREATE).err(), containsString("ALREADY_EXISTS"));
    assertThat(type("clusters update demo --update-labels=run=r2" + REGION).exitCode(), is(0));
    assertThat(
        type("clusters list --filter=labels.run=r2 --format=value(clusterName)" + REGION).out(),
        is("demo\n"));
    assertThat(type("clusters delete demo --quiet" + REGION).exitCode(), is(0));
    assertThat(
        type("clusters describe demo" + REGION).err(),
        containsString(
            "NOT_FOUND: Not found: Cluster"
                + " projects/sliderule-test/regions/europe-west1/clusters/demo"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "2|--delete-max-idle=1m|value must be greater than or equal to 5m",
        "2|--delete-max-age=15d|value must be less than or equal to 14d",
        "2|--delete-max-age=soon|received: soon",
        "2|--labels=Run=x|Bad value [Run]",
        "2|--labels=run|Bad syntax for dict arg: [run]",
        "2|--master-boot-disk-size=5GB|greater than or equal to 10GB",
        "2|--single-node --num-workers=2|At most one of",
        "2|--num-workers=many|invalid int value",
        "1|--properties=a=b|does not start with a supported prefix",
        "1|--properties=foo:a=b|does not start with a supported prefix",
        "1|--master-machine-type=huge|Machine type 'huge' does not exist",
        "1|--image-version=1.0|Selected software image version '1.0'",
        "1|--num-workers=1|1 primary worker",
        "1|--initialization-actions=gs://demo-bucket/none.sh|object does not exist",
        "1|--subnet=none|Subnetwork 'none' does not exist",
      })
  void refusesClustersThatTheServiceRefuses(int exitCode, String flags, String message) {
    Typed typed = type(CREATE + " " + flags);
    assertThat(typed.err(), containsString(message));
    assertThat(typed.exitCode(), is(exitCode));
    assertThat(cloud.clusters(), is(empty()));
  }

  @Test
  void refusesMoreCpusThanTheQuotaHas() {
    cloud.quota("CPUS", 8);
    assertThat(
        type(CREATE + " --master-machine-type=e2-standard-4 --worker-machine-type=e2-standard-4")
            .err(),
        is(
            "ERROR: (gcloud.dataproc.clusters.create) INVALID_ARGUMENT: Insufficient 'CPUS' quota."
                + " Requested 12.0, available 8.0.\n"));
    assertThat(
        type(CREATE + " --single-node --master-machine-type=e2-standard-8").exitCode(), is(0));
  }

  @Test
  void needsPrivateAccessOrPublicAddresses() {
    cloud.subnet("europe-west1", "closed", false);
    assertThat(
        type(CREATE + " --subnet=closed").err(),
        containsString("does not support Private Google Access"));
    assertThat(type(CREATE + " --subnet=closed --public-ip-address").exitCode(), is(0));
  }

  @Test
  void leavesAClusterThatFailsBehind() {
    cloud.clusterState("ERROR", "no machines");
    Typed typed = type(CREATE);
    assertThat(typed.exitCode(), is(1));
    assertThat(typed.err(), containsString("failed: no machines."));
    assertThat(cloud.clusters().get(0).at("/status/state").asText(), is("ERROR"));
  }

  @Test
  void goesOnCreatingWhenTheClientIsGone() throws Exception {
    try (Hold hold = cloud.holdOn("dataproc clusters create")) {
      Process process = cloud.start(new ProcessBuilder(), ("dataproc " + CREATE).split(" ", -1));
      hold.awaitHeld();
      assertThat(cloud.clusters().get(0).at("/status/state").asText(), is("CREATING"));
      process.destroy();
      assertThat(Waits.exitCode("gcloud after SIGTERM", process), is(143));
    }
    Awaitility.await()
        .until(() -> cloud.clusters().get(0).at("/status/state").asText().equals("RUNNING"));
  }

  @Test
  void runsInitializationActionsThatStartServices() throws IOException {
    script(
        "set -e",
        "test \"$($METADATA_COMMAND attributes/dataproc-role)\" = Master",
        "echo \"says $($METADATA_COMMAND attributes/word)\"",
        "gcloud storage cp gs://demo-bucket/app.jar \"$INSTALL_DIR/app.jar\"",
        "cat > \"$SYSTEMD_DIR/demo.service\" <<END",
        "[Unit]",
        "Description=demo",
        "[Service]",
        "Environment=SECONDS_TO_SLEEP=600 \"TEXT=a b\"",
        "ExecStart=/bin/sleep \\${SECONDS_TO_SLEEP}",
        "[Install]",
        "WantedBy=multi-user.target",
        "END",
        "systemctl daemon-reload",
        "systemctl is-active demo && exit 9",
        "systemctl enable --now demo",
        "systemctl is-active --quiet demo");
    GcloudRun run =
        cloud.run(
            ("dataproc "
                    + CREATE
                    + " --metadata=word=hello --initialization-actions=gs://demo-bucket/init.sh")
                .split(" ", -1));
    assertThat(run.toString(), run.exitCode(), is(0));
    assertThat(cloud.processes(), hasSize(1));
    assertThat(cloud.processes().get(0).path("name").asText(), is("demo.service"));
    String metainfo = "gs://demo-bucket/google-cloud-dataproc-metainfo/**";
    assertThat(
        Typed.run(directory, "storage cat " + metainfo).out(), containsString("says hello\n"));
    assertThat(type("clusters delete demo -q" + REGION).exitCode(), is(0));
    Awaitility.await().until(() -> cloud.processes().isEmpty());
  }

  @Test
  void failsWithAnInitializationActionThatFails() throws IOException {
    script("echo broken", "exit 3");
    String create = "dataproc " + CREATE + " --initialization-actions=gs://demo-bucket/init.sh";
    GcloudRun run = cloud.run(create.split(" ", -1));
    assertThat(run.exitCode(), is(1));
    assertThat(
        run.err(),
        allOf(
            containsString("Operation [projects/sliderule-test/regions/europe-west1/operations/"),
            containsString(
                "failed: Initialization action failed. Failed action 'gs://demo-bucket/init.sh',"
                    + " see output in:"
                    + " gs://demo-bucket/google-cloud-dataproc-metainfo/"),
            containsString("/demo-m/dataproc-initialization-script-0_output.")));
    assertThat(cloud.clusters().get(0).at("/status/state").asText(), is("ERROR"));
    assertThat(type(SUBMIT).err(), containsString("is in state ERROR and cannot accept jobs"));
  }

  @Test
  void failsWithAnInitializationActionThatTakesTooLong() throws IOException {
    script("sleep 600");
    String create =
        "dataproc "
            + CREATE
            + " --initialization-actions=gs://demo-bucket/init.sh"
            + " --initialization-action-timeout=1s";
    assertThat(
        cloud.run(create.split(" ", -1)).err(), containsString("Initialization action timed out."));
    Awaitility.await().until(() -> cloud.processes().isEmpty());
  }

  private void script(String... lines) throws IOException {
    Files.write(cloud.buckets().resolve("demo-bucket/init.sh"), List.of(lines));
  }

  @Test
  void bringsAJobToTheStateThatTheTestWants() {
    type(CREATE + " --single-node");
    cloud.jobState("Main", "ERROR", "it broke", 2);
    String job = type(SUBMIT + " -- --a=1 b").out().trim();
    assertThat(state(job), is("RUNNING"));
    assertThat(cloud.isEmpty(), is(false));
    assertThat(state(job), is("ERROR"));
    assertThat(
        type("jobs describe " + job + " --format=value(status.details,sparkJob.args)" + REGION)
            .out(),
        is("it broke\t--a=1;b\n"));
    Typed wait = type("jobs wait " + job + REGION);
    assertThat(wait.exitCode(), is(1));
    assertThat(wait.err(), containsString("Job [" + job + "] failed with error:\nit broke"));
  }

  @Test
  void listsJobs() {
    type(CREATE + " --single-node");
    cloud.jobState("run=r1", "ERROR", "x", 100);
    String job = type(SUBMIT).out().trim();
    String list = "jobs list --cluster=demo --format=value(reference.jobId)" + REGION;
    assertThat(type(list + " --state-filter=active").out().trim(), is(job));
    assertThat(type(list + " --state-filter=inactive").out(), is(""));
    assertThat(type(list + " --state-filter=all").exitCode(), is(2));
    assertThat(type(list, "--filter=status.state=RUNNING AND labels.run=r1").out().trim(), is(job));
    assertThat(type(list, "--filter=labels.run=r2").out(), is(""));
  }

  @Test
  void killsAndDeletesJobs() {
    type(CREATE + " --single-node");
    cloud.jobState("org.example.Main", "DONE", "", 100);
    String job = type(SUBMIT).out().trim();
    assertThat(type("jobs delete -q " + job + REGION).err(), containsString("FAILED_PRECONDITION"));
    assertThat(type("jobs kill -q " + job + REGION).exitCode(), is(0));
    assertThat(state(job), is("CANCELLED"));
    assertThat(
        type("jobs wait " + job + REGION).err(),
        containsString("entered state [CANCELLED] while waiting for [DONE]."));
    assertThat(type("jobs delete -q " + job + REGION).exitCode(), is(0));
    assertThat(cloud.jobs(), is(empty()));
  }

  @Test
  void endsJobsWithTheirCluster() {
    type(CREATE + " --single-node");
    cloud.jobState("Main", "DONE", "", 100);
    String job = type(SUBMIT).out().trim();
    type("clusters delete demo -q" + REGION);
    assertThat(state(job), is("ERROR"));
  }

  @Test
  void refusesJobsThatCannotRun() {
    assertThat(type(SUBMIT).err(), containsString("NOT_FOUND: Not found: Cluster"));
    type(CREATE + " --single-node");
    assertThat(
        type("jobs submit spark --cluster=demo --jars=gs://demo-bucket/app.jar" + REGION)
            .exitCode(),
        is(2));
    assertThat(
        type("jobs submit spark --cluster=demo --jar=gs://demo-bucket/none.jar" + REGION).err(),
        containsString("NOT_FOUND: File not found: gs://demo-bucket/none.jar"));
    assertThat(type(SUBMIT + " --driver-log-levels=root=LOUD").exitCode(), is(1));
    assertThat(type(SUBMIT + " --max-failures-per-hour=11").exitCode(), is(1));
    assertThat(type(SUBMIT + " b --labels=a=b").exitCode(), is(2));
  }

  @Test
  void takesPropertiesWithCommas() {
    type(CREATE + " --single-node");
    cloud.jobState("Main", "DONE", "", 0);
    type(SUBMIT + " --properties=^#^spark.a=1,2#spark.b=3");
    assertThat(cloud.jobs().get(0).at("/sparkJob/properties/spark.a").asText(), is("1,2"));
    assertThat(cloud.jobs().get(0).at("/sparkJob/properties/spark.b").asText(), is("3"));
    assertThat(cloud.jobs().get(0).at("/driverOutputResourceUri").asText(), not(is("")));
  }
}
