package dev.sliderule.testing.gcloud;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.startsWith;

import dev.sliderule.testing.Waits;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command line as a whole, in the process of the test but for the last ones. */
class FakeGcloudTest {
  private static final String CREATE = "dataproc clusters create demo --region=europe-west1";

  @TempDir private Path directory;
  private GcloudStandIn cloud;

  @BeforeEach
  void create() {
    cloud = GcloudStandIn.create(directory);
  }

  @AfterEach
  void close() {
    cloud.close();
  }

  private Typed type(String line, String... more) {
    return Typed.run(directory, line, more);
  }

  @Test
  void refusesAFlagThatTheCommandDoesNotHave() {
    Typed typed = type(CREATE + " --foo=1");
    assertThat(typed.exitCode(), is(2));
    assertThat(
        typed.err(),
        startsWith("ERROR: (gcloud.dataproc.clusters.create) unrecognized arguments: --foo=1"));
  }

  @Test
  void refusesACommandWithoutAFlagThatItMustHave() {
    Typed typed = type("dataproc clusters describe demo");
    assertThat(typed.exitCode(), is(2));
    assertThat(
        typed.err(),
        startsWith(
            "ERROR: (gcloud.dataproc.clusters.describe) argument --region: Must be specified."));
  }

  @Test
  void refusesAnArgumentTooMany() {
    assertThat(type("dataproc clusters describe a b --region=r").exitCode(), is(2));
    assertThat(type("version -- x").exitCode(), is(2));
  }

  @Test
  void refusesACommandThatIsNone() {
    Typed typed = type("dataproc cluster list");
    assertThat(typed.exitCode(), is(2));
    assertThat(typed.err(), startsWith("ERROR: (gcloud.dataproc) Invalid choice: 'cluster'."));
  }

  @Test
  void takesFlagsBeforeTheCommandAndValuesAfterASpace() {
    assertThat(
        type("--project sliderule-test projects describe --format value(projectId) sliderule-test")
            .out(),
        is("sliderule-test\n"));
  }

  @Test
  void tellsTheConfiguration() {
    cloud.config("compute/region", "");
    assertThat(type("config get-value project").out(), is("sliderule-test\n"));
    assertThat(type("config get compute/region").err(), is("(unset)\n"));
    assertThat(type("version").out(), startsWith("Google Cloud SDK"));
  }

  @Test
  void tellsWhoIsLoggedIn() {
    String list = "auth list --filter=status:ACTIVE --format=value(account)";
    assertThat(type(list).out(), is("developer@example.com\n"));
    cloud.noAccount();
    assertThat(type(list).out(), is(""));
    Typed typed = type("projects describe sliderule-test");
    assertThat(typed.exitCode(), is(1));
    assertThat(typed.err(), containsString("You do not currently have an active account"));
  }

  @Test
  void hidesProjectsOfOthers() {
    Typed typed = type("projects describe other");
    assertThat(typed.exitCode(), is(1));
    assertThat(typed.err(), containsString("PERMISSION_DENIED"));
  }

  @Test
  void needsAProject() {
    cloud.config("project", "");
    assertThat(
        type("services list --enabled").err(),
        containsString("The required property [project] is not currently set."));
  }

  @Test
  void listsApis() {
    cloud.apis("dataproc.googleapis.com");
    assertThat(
        type("services list --enabled --format=value(config.name)").out(),
        is("dataproc.googleapis.com\n"));
    cloud.apis();
    assertThat(
        type("dataproc clusters list --region=r").err(), containsString("PERMISSION_DENIED"));
  }

  @Test
  void describesSubnets() {
    cloud.subnet("r", "closed", false);
    String describe =
        "compute networks subnets describe %s --region=%s --format=value(privateIpGoogleAccess)";
    assertThat(type(String.format(describe, "closed", "r")).out(), is("False\n"));
    assertThat(type(String.format(describe, "default", "europe-west1")).out(), is("True\n"));
    assertThat(type(String.format(describe, "none", "r")).exitCode(), is(1));
  }

  @Test
  void refusesFormatsAndFiltersThatItDoesNotKnow() {
    assertThat(type("auth list --format=table(account)").exitCode(), is(2));
    assertThat(type("auth list --filter=NOT\u00a0x").exitCode(), is(1));
  }

  @Test
  void failsAsOftenAsItShall() {
    cloud.failOn("services list", "ERROR: no", 7, 1);
    Typed typed = type("services list");
    assertThat(typed.exitCode(), is(7));
    assertThat(typed.err(), is("ERROR: no\n"));
    assertThat(type("services list").exitCode(), is(0));
  }

  @Test
  void failsOnCertainArgumentsOnly() {
    cloud.failOn("config get project", "ERROR: no", 1);
    assertThat(type("config get account").exitCode(), is(0));
    assertThat(type("config get project").exitCode(), is(1));
    cloud.noFaults();
    assertThat(type("config get project").exitCode(), is(0));
  }

  @Test
  void failsAfterTheServiceHasDoneItsWork() {
    cloud.failAfter("storage buckets create", "ERROR: connection lost", 1, 1);
    assertThat(type("storage buckets create gs://one-bucket").exitCode(), is(1));
    assertThat(cloud.bucketNames(), is(List.of("one-bucket")));
  }

  @Test
  void remembersTheCommands() {
    type("version");
    type("config get project");
    assertThat(
        cloud.commands(), is(List.of(List.of("version"), List.of("config", "get", "project"))));
  }

  @Test
  void keepsTheStateOfKafkaClusters() {
    String at = " --location=europe-west1";
    String create =
        "managed-kafka clusters create k --cpu=3 --memory=3GiB --subnets=projects/p/x --labels=a=b";
    assertThat(type(create).exitCode(), is(2));
    assertThat(type(create + at).exitCode(), is(0));
    assertThat(type(create + at).err(), containsString("ALREADY_EXISTS"));
    assertThat(
        type("managed-kafka clusters describe k --format=value(bootstrapAddress,state)" + at).out(),
        is("bootstrap.k.europe-west1.managedkafka.sliderule-test.cloud.goog:9092\tACTIVE\n"));
    assertThat(
        type("managed-kafka topics create t --cluster=k --partitions=2 --replication-factor=3" + at)
            .exitCode(),
        is(0));
    assertThat(
        type("managed-kafka topics list k --format=value(partitionCount)" + at).out(), is("2\n"));
    assertThat(cloud.isEmpty(), is(false));
    assertThat(type("managed-kafka clusters delete k -q" + at).exitCode(), is(0));
    assertThat(cloud.isEmpty(), is(true));
  }

  @Test
  void runsAsAProgram() {
    GcloudRun run = cloud.run("config", "get", "project");
    assertThat(run.toString(), run.exitCode(), is(0));
    assertThat(run.out(), is("sliderule-test\n"));
    assertThat(cloud.run("nonsense").exitCode(), is(2));
  }

  @Test
  void doesNotDestroyAnythingUnasked() {
    GcloudRun run = cloud.run("dataproc", "clusters", "delete", "demo", "--region=r");
    assertThat(run.exitCode(), is(1));
    assertThat(run.err(), containsString("This prompt could not be answered"));
  }

  @Test
  void isHeldUntilItIsReleased() throws Exception {
    try (Hold hold = cloud.holdOn("config get")) {
      Process process = cloud.start(new ProcessBuilder(), "config", "get", "project");
      hold.awaitHeld();
      assertThat(process.isAlive(), is(true));
      hold.release();
      assertThat(Waits.exitCode("gcloud config get", process), is(0));
    }
  }

  @Test
  void diesOfAnInterruptWhileItIsHeld() throws Exception {
    try (Hold hold = cloud.holdOn("storage buckets create")) {
      Process process =
          cloud.start(new ProcessBuilder(), "storage", "buckets", "create", "gs://one-bucket");
      Process kill = new ProcessBuilder("kill", "-INT", Long.toString(hold.awaitHeld())).start();
      assertThat(Waits.exitCode("kill", kill), is(0));
      assertThat(Waits.exitCode("gcloud after SIGINT", process), is(130));
    }
    assertThat(Files.exists(cloud.buckets().resolve("one-bucket")), is(false));
  }
}
