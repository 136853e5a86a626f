package dev.sliderule.dataproc;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.startsWith;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sliderule.common.ExitCode;
import dev.sliderule.testing.gcloud.GcloudStandIn;
import dev.sliderule.testing.gcloud.Hold;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.hamcrest.Matcher;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a person reads when a step of {@code make run-dataproc} fails, and that no job and no
 * half-made cluster is left then. Jobs do not run here, but for one: the stand-in says what became
 * of them.
 */
class DataprocFailureIT {
  private static final String PIPELINE = "UniqueCountsPipeline";
  private static final String GENERATOR = "GeneratorPipeline";
  private static final int FOR_EVER = Integer.MAX_VALUE;
  private static final int INTERRUPTED = 130;
  private static final long PATIENCE_SECONDS = 120;

  @TempDir private Path directory;

  private GcloudStandIn cloud;
  private final Map<String, String> variables = new HashMap<>();

  @BeforeEach
  void makeCloud() {
    cloud = GcloudStandIn.create(directory.resolve("cloud"));
    cloud.jobState(PIPELINE, "DONE", "", FOR_EVER).jobState(GENERATOR, "DONE", "", FOR_EVER);
    variables.putAll(cloud.environment());
    variables.put("PROJECT", GcloudStandIn.PROJECT);
    variables.put("REGION", GcloudStandIn.REGION);
    // Nothing listens there; where it matters, the jobs do not run.
    variables.put("BOOTSTRAP", "localhost:1");
    variables.put("POLL", "0.2");
    variables.put("PATIENCE", "60");
  }

  @AfterEach
  void closeCloud() {
    cloud.close();
  }

  @Test
  void gcloudIsMissing() throws Exception {
    Path bin = Files.createDirectory(directory.resolve("bin"));
    for (String tool : List.of("bash", "cat", "date", "dirname", "mktemp", "rm", "setsid")) {
      Files.createSymbolicLink(bin.resolve(tool), findTool(tool));
    }
    variables.put("PATH", bin.toString());
    assertFails(ExitCode.USAGE, startsWith("sliderule: gcloud is missing: install it from"));
  }

  private static Path findTool(String tool) {
    return List.of("/usr/bin", "/bin").stream()
        .map(place -> Path.of(place, tool))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void nobodyIsLoggedIn() throws Exception {
    cloud.noAccount();
    assertFails(
        ExitCode.USAGE, is("sliderule: no Google account is active; run: gcloud auth login\n"));
  }

  @Test
  void projectIsUnknown() throws Exception {
    variables.put("PROJECT", "somebody-elses");
    assertFails(
        ExitCode.USAGE,
        startsWith("sliderule: project somebody-elses cannot be reached as developer@example.com"));
  }

  @Test
  void apisAreNotEnabled() throws Exception {
    cloud.apis("storage.googleapis.com");
    assertFails(
        ExitCode.USAGE,
        is(
            "sliderule: APIs are not enabled; run: gcloud services enable compute.googleapis.com"
                + " dataproc.googleapis.com --project=sliderule-test\n"));
  }

  @Test
  void subnetHasNoWayToTheBucket() throws Exception {
    cloud.subnet(GcloudStandIn.REGION, "default", false);
    assertFails(
        ExitCode.USAGE,
        containsString(
            "run: gcloud compute networks subnets update default --region=europe-west1"
                + " --enable-private-ip-google-access"));
  }

  @Test
  void subnetIsUnknown() throws Exception {
    variables.put("SUBNET", "cellar");
    assertFails(ExitCode.USAGE, startsWith("sliderule: subnet cellar in europe-west1 cannot be"));
  }

  @Test
  void bucketCannotBeMade() throws Exception {
    cloud.failOn("storage buckets create", "ERROR: HTTPError 409: name is not available", 1);
    assertFails(
        ExitCode.FAILURE,
        startsWith(
            "sliderule: bucket gs://sliderule-test-sliderule cannot be made (HTTPError 409: name"
                + " is not available); another name: BUCKET=..."));
    assertThat(cloud.bucketNames(), is(empty()));
  }

  @Test
  void bucketThatCannotBeLabelledGoesAgain() throws Exception {
    cloud.failOn("storage buckets update", "ERROR: HTTPError 403: no", 1);
    assertFails(ExitCode.FAILURE, containsString("cannot be labelled (HTTPError 403: no); a role"));
    assertThat(cloud.bucketNames(), is(empty()));
  }

  @Test
  void jarsCannotBeUploaded() throws Exception {
    cloud.failOn("storage cp", "ERROR: connection reset", 1);
    assertFails(ExitCode.FAILURE, containsString("cannot be uploaded to gs://"));
  }

  @Test
  void quotaIsTooSmall() throws Exception {
    cloud.quota("CPUS", 8);
    assertFails(
        ExitCode.FAILURE,
        allOf(
            containsString("sliderule: cluster sliderule cannot be made: "),
            containsString("Insufficient 'CPUS' quota"),
            containsString("take less: MACHINE=e2-standard-2")));
    assertThat(cloud.clusters(), is(empty()));
  }

  @Test
  void clusterThatComesUpInErrorIsRemoved() throws Exception {
    cloud.clusterState("ERROR", "Insufficient IP addresses in the subnet");
    assertFails(ExitCode.FAILURE, containsString("cluster sliderule cannot be made"));
    assertThat(cloud.clusters(), is(empty()));
  }

  @Test
  void kafkaDoesNotStartOnTheMaster() throws Exception {
    variables.remove("BOOTSTRAP");
    // Only root may listen there, and nobody at port 0.
    variables.put("KAFKA_PORT", "0");
    assertFails(
        ExitCode.FAILURE,
        allOf(
            containsString("cluster sliderule cannot be made"),
            containsString("Initialization action")));
    assertThat(cloud.clusters(), is(empty()));
    assertThat(cloud.processes(), is(empty()));
  }

  @Test
  void clusterInErrorIsNotUsed() throws Exception {
    cloud.clusterState("ERROR", "broken");
    cloud.run(
        "dataproc",
        "clusters",
        "create",
        "sliderule",
        "--region=" + GcloudStandIn.REGION,
        "--quiet");
    assertFails(
        ExitCode.FAILURE,
        containsString("cluster sliderule is there, but in state ERROR; remove it with make stop"));
  }

  @Test
  void clusterWithoutKafkaIsNotUsed() throws Exception {
    variables.remove("BOOTSTRAP");
    cloud.run("dataproc", "clusters", "create", "sliderule", "--region=" + GcloudStandIn.REGION);
    assertFails(ExitCode.FAILURE, containsString("has no Kafka of ours; name one with BOOTSTRAP"));
    assertThat("it is not ours", cloud.clusters(), hasSize(1));
  }

  @Test
  void pipelineCannotBeSubmitted() throws Exception {
    cloud.failOn("dataproc jobs submit", "ERROR: PERMISSION_DENIED: dataproc.jobs.create", 1);
    assertFails(
        ExitCode.FAILURE,
        allOf(
            containsString("the pipeline cannot be submitted (PERMISSION_DENIED"),
            containsString("a role is missing")));
  }

  @Test
  void jobWhoseSubmissionSeemedToFailIsKilled() throws Exception {
    cloud.failAfter("dataproc jobs submit", "ERROR: deadline exceeded", 1, 1);
    assertFails(ExitCode.FAILURE, containsString("the pipeline cannot be submitted"));
    assertThat(states(), is(List.of("CANCELLED")));
  }

  @Test
  void pipelineIsKilledForItsMemory() throws Exception {
    cloud.noFaults().jobExit(PIPELINE, 143, 2);
    assertFails(
        ExitCode.FAILURE,
        allOf(
            containsString("the pipeline ended in state ERROR: "),
            containsString("memory ran out: take a larger machine, such as MACHINE=e2-standard-8"),
            containsString("its log: gcloud dataproc jobs wait ")));
  }

  @Test
  void jarDoesNotFitTheCluster() throws Exception {
    cloud.noFaults().jobState(PIPELINE, "ERROR", "java.lang.NoSuchMethodError: x.Y.z()", 2);
    assertFails(ExitCode.FAILURE, containsString("the jar and the cluster do not fit"));
  }

  @Test
  void pipelineNeverReads() throws Exception {
    variables.put("PATIENCE", "3");
    assertFails(ExitCode.FAILURE, containsString("did not begin to read within 3 s"));
    assertThat(states(), is(List.of("CANCELLED")));
  }

  @Test
  void generatorFailsAndThePipelineIsStopped() throws Exception {
    cloud.noFaults().jobState(PIPELINE, "DONE", "", FOR_EVER);
    cloud.jobState(GENERATOR, "ERROR", "Task was not acquired", 2);
    try (DataprocScript script = DataprocScript.start(directory, "run", variables)) {
      beginReading();
      assertThat(script.awaitExit(PATIENCE_SECONDS), is(ExitCode.FAILURE));
      assertThat(
          script.err(),
          containsString("the generator ended in state ERROR: Task was not acquired"));
    }
    assertThat(states(), is(List.of("CANCELLED", "ERROR")));
  }

  @Test
  void pipelineFailsWhileTheGeneratorSends() throws Exception {
    cloud.noFaults().jobState(PIPELINE, "ERROR", "node lost", 14);
    cloud.jobState(GENERATOR, "DONE", "", FOR_EVER);
    try (DataprocScript script = DataprocScript.start(directory, "run", variables)) {
      beginReading();
      assertThat(script.awaitExit(PATIENCE_SECONDS), is(ExitCode.FAILURE));
      assertThat(script.err(), containsString("the pipeline ended in state ERROR: node lost"));
    }
    assertThat(states(), is(List.of("CANCELLED", "ERROR")));
  }

  @Test
  void googleStopsAnswering() throws Exception {
    variables.put("PATIENCE", "8");
    try (DataprocScript script = DataprocScript.start(directory, "run", variables)) {
      beginReading();
      Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> job(GENERATOR).isPresent());
      cloud.failOn("dataproc jobs describe", "ERROR: Reauthentication required.", 1);
      assertThat(script.awaitExit(PATIENCE_SECONDS), is(ExitCode.FAILURE));
      assertThat(
          script.err(),
          containsString("gcloud has said nothing about the jobs for 8 s (Reauthentication"));
    }
    assertThat(states(), is(List.of("CANCELLED", "CANCELLED")));
  }

  /** The job runs, is started again as often as it may, and says itself what is wrong. */
  @Test
  void brokerCannotBeReached() throws Exception {
    cloud.noFaults().master("local[1]");
    variables.put("PATIENCE", "150");
    assertFails(
        ExitCode.FAILURE,
        containsString(
            "the pipeline ended in state ERROR: --bootstrapServers=localhost:1 is bad: no Kafka"
                + " broker answered"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "auth list",
        "services list",
        "storage buckets create",
        "storage cp",
        "dataproc clusters create",
        "dataproc jobs submit spark",
        "dataproc jobs describe",
      })
  void ctrlCLeavesNothingBehindThatRuns(String command) throws Exception {
    Hold hold = cloud.holdOn(command);
    try (DataprocScript script = DataprocScript.start(directory, "run", variables)) {
      hold.awaitHeld();
      script.interrupt();
      // What comes after the signal is not held.
      hold.release();
      assertThat(script.awaitExit(PATIENCE_SECONDS), is(INTERRUPTED));
      assertThat(script.err(), startsWith("sliderule: stopped\n"));
    }
    assertNothingRuns();
    if (command.equals("dataproc clusters create")) {
      assertThat(cloud.clusters(), is(empty()));
    }
  }

  @Test
  void ctrlCWhileFollowingStopsBothJobs() throws Exception {
    try (DataprocScript script = DataprocScript.start(directory, "run", variables)) {
      beginReading();
      Awaitility.await()
          .atMost(Duration.ofMinutes(1))
          .until(() -> script.out().contains("generator RUNNING"));
      script.interrupt();
      assertThat(script.awaitExit(PATIENCE_SECONDS), is(INTERRUPTED));
    }
    assertThat(states(), is(List.of("CANCELLED", "CANCELLED")));
  }

  @Test
  void clusterThatSomebodyElseMakesInTheMeantimeStays() throws Exception {
    cloud.run("dataproc", "clusters", "create", "sliderule", "--region=" + GcloudStandIn.REGION);
    cloud.failOn("dataproc clusters describe", "ERROR: NOT_FOUND: Not found: Cluster", 1, 1);
    assertFails(ExitCode.FAILURE, containsString("ALREADY_EXISTS: Already exists: Failed to"));
    assertThat("it is not ours", cloud.clusters(), hasSize(1));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "storage buckets describe",
        "storage ls",
        "dataproc clusters describe",
        "managed-kafka clusters describe",
        "managed-kafka topics describe",
      })
  void nothingIsMadeWhereGoogleDoesNotSayWhatIsThere(String command) throws Exception {
    if (command.startsWith("managed-kafka")) {
      variables.remove("BOOTSTRAP");
      variables.put("KAFKA", "managed");
    }
    variables.put("PATIENCE", "3");
    cloud.failOn(command, "ERROR: HTTPError 503: backend error", 1);
    assertFails(
        ExitCode.FAILURE, containsString("cannot be found out (HTTPError 503: backend error)"));
    assertThat(cloud.clusters(), is(empty()));
    assertThat(cloud.bucketNames().isEmpty(), is(command.equals("storage buckets describe")));
    assertThat(cloud.kafkaClusters().isEmpty(), is(!command.contains("topics")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "storage buckets describe",
        "storage ls",
        "dataproc clusters describe",
        "managed-kafka clusters describe",
      })
  void stopDoesNotSayThatNothingIsThereWhereGoogleDoesNotSayIt(String command) throws Exception {
    cloud.failOn(command, "ERROR: HTTPError 503: backend error", 1);
    try (DataprocScript script = DataprocScript.start(directory, "stop", variables)) {
      assertThat(script.awaitExit(PATIENCE_SECONDS), is(ExitCode.FAILURE));
      assertThat(
          script.err(), containsString("cannot be found out (HTTPError 503: backend error)"));
    }
  }

  @Test
  void stopNeedsNoApiForWhatWasNeverThere() throws Exception {
    cloud.apis("dataproc.googleapis.com", "storage.googleapis.com");
    try (DataprocScript script = DataprocScript.start(directory, "stop", variables)) {
      assertThat(script.err(), script.awaitExit(PATIENCE_SECONDS), is(ExitCode.OK));
    }
  }

  @Test
  void kafkaOfSomebodyElseIsNotUsed() throws Exception {
    variables.remove("BOOTSTRAP");
    variables.put("KAFKA", "managed");
    cloud.run(
        "managed-kafka",
        "clusters",
        "create",
        "sliderule-kafka",
        "--location=" + GcloudStandIn.REGION,
        "--cpu=3",
        "--memory=3GiB",
        "--subnets=projects/sliderule-test/regions/europe-west1/subnetworks/default");
    assertThat(cloud.kafkaClusters(), hasSize(1));
    assertFails(ExitCode.USAGE, containsString("Kafka sliderule-kafka is there, but is not ours"));
    assertThat(cloud.clusters(), is(empty()));
  }

  @Test
  void folderOfSomebodyElseStaysAsItIs() throws Exception {
    cloud.run("storage", "buckets", "create", "gs://shared", "--location=europe-west1");
    List<Path> theirs =
        List.of(
            cloud.buckets().resolve("shared/sliderule-dataproc/sliderule/kafka.sh"),
            cloud.buckets().resolve("shared/sliderule-dataproc/sliderule/clusters/precious"),
            cloud.buckets().resolve("shared/precious/file"));
    for (Path file : theirs) {
      Files.createDirectories(file.getParent());
      Files.writeString(file, "theirs");
    }
    variables.put("BUCKET", "shared");
    variables.put("PATIENCE", "3");
    assertFails(
        ExitCode.USAGE,
        containsString("gs://shared/sliderule-dataproc/sliderule is not empty and not ours: "));
    try (DataprocScript script = DataprocScript.start(directory, "stop", variables)) {
      assertThat(script.err(), script.awaitExit(PATIENCE_SECONDS), is(ExitCode.OK));
    }
    for (Path file : theirs) {
      assertThat(file.toString(), Files.exists(file), is(true));
      assertThat(Files.readString(file), is("theirs"));
    }
  }

  @Test
  void stopLeavesWhatIsNotOurs() throws Exception {
    cloud.run("storage", "buckets", "create", "gs://shared", "--location=europe-west1");
    Files.writeString(cloud.buckets().resolve("shared/theirs.txt"), "theirs");
    cloud.run("dataproc", "clusters", "create", "theirs", "--region=" + GcloudStandIn.REGION);
    variables.put("BUCKET", "shared");
    variables.put("PATIENCE", "3");
    assertFails(ExitCode.FAILURE, containsString("did not begin to read"));
    assertThat(cloud.clusters(), hasSize(2));

    try (DataprocScript script = DataprocScript.start(directory, "stop", variables)) {
      assertThat(script.err(), script.awaitExit(PATIENCE_SECONDS), is(ExitCode.OK));
      assertThat(script.out(), containsString("Bucket gs://shared is not ours; it stays."));
    }
    assertThat(
        cloud.clusters().stream()
            .map(cluster -> cluster.path("clusterName").asText())
            .collect(Collectors.toList()),
        is(List.of("theirs")));
    assertThat(cloud.bucketNames(), hasItem("shared"));
    assertThat(
        cloud.run("storage", "ls", "gs://shared/**").out().strip(), is("gs://shared/theirs.txt"));
  }

  /** Runs to its end; nothing may be active then. */
  private void assertFails(int exitCode, Matcher<String> says) throws Exception {
    try (DataprocScript script = DataprocScript.start(directory, "run", variables)) {
      int code = script.awaitExit(PATIENCE_SECONDS + 60);
      assertThat(script.err(), says);
      assertThat(code, is(exitCode));
    }
    assertNothingRuns();
  }

  private void assertNothingRuns() {
    assertThat(
        states().stream()
            .filter(state -> !List.of("CANCELLED", "ERROR", "DONE").contains(state))
            .collect(Collectors.toList()),
        is(empty()));
  }

  /** The states that the jobs have come to, sorted. */
  private List<String> states() {
    return cloud.jobs().stream()
        .map(job -> job.path("status").path("state").asText())
        .sorted()
        .collect(Collectors.toList());
  }

  private Optional<JsonNode> job(String mainClass) {
    return cloud.jobs().stream()
        .filter(job -> job.path("sparkJob").path("mainClass").asText().endsWith(mainClass))
        .findFirst();
  }

  /** Says for the pipeline, which does not run, that it reads. */
  private void beginReading() throws IOException {
    Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> job(PIPELINE).isPresent());
    String uri = job(PIPELINE).orElseThrow().path("driverOutputResourceUri").asText();
    Path output = cloud.buckets().resolve(uri.substring("gs://".length()) + ".000000000");
    Files.createDirectories(output.getParent());
    Files.writeString(output, "reading customer-transactions\n");
  }
}
