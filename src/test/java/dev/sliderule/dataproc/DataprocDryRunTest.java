package dev.sliderule.dataproc;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sliderule.common.ExitCode;
import dev.sliderule.testing.Waits;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands that the script would run, against reviewed files; and what it refuses. */
class DataprocDryRunTest {
  private static final Path REVIEWED = Path.of("src", "test", "resources", "dataproc");

  @TempDir private Path scratch;

  @Test
  void defaultsMakeBucketClusterAndBothJobs() throws Exception {
    assertDryRun("run", "run.txt", "GROUP_BY=product_category");
  }

  @Test
  void managedKafkaHasItsTopicsAndItsLogin() throws Exception {
    assertDryRun(
        "run",
        "run-managed-kafka.txt",
        "KAFKA=managed",
        "MACHINE=e2-standard-2",
        "SERVICE_ACCOUNT=sliderule@my-project.iam.gserviceaccount.com",
        "PIPELINE_ARGS=--estimator=HLL --batchIntervalMillis=5000",
        "GENERATOR_ARGS=--lateShare=0.1");
  }

  @Test
  void ownKafkaIsNotMade() throws Exception {
    assertDryRun(
        "run",
        "run-own-kafka.txt",
        "BOOTSTRAP=kafka.example:9092",
        "BUCKET=my-bucket",
        "CLUSTER=clicks",
        "REGION=europe-west1",
        "WORKERS=4",
        "MACHINE=n2-standard-8");
  }

  @Test
  void stopRemovesWhatRunMakes() throws Exception {
    assertDryRun("stop", "stop.txt");
  }

  private void assertDryRun(String command, String reviewed, String... variables)
      throws IOException, InterruptedException {
    Map<String, String> all = variables(variables);
    all.put("DRY_RUN", "1");
    all.put("RUN", "20260101-000000");
    try (DataprocScript script = DataprocScript.start(scratch, command, all)) {
      assertThat(script.awaitExit(30), is(ExitCode.OK));
      assertThat(script.err(), is(""));
      assertThat(script.out(), is(Files.readString(REVIEWED.resolve(reviewed))));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "PROJECT=               | PROJECT is missing: name a Google Cloud project",
        "PROJECT=My Project     | PROJECT=My Project is bad: expected a project ID",
        "CLUSTER=Big_One        | CLUSTER=Big_One is bad: expected at most 41",
        "MACHINE=e2-medium      | MACHINE=e2-medium is bad: too small, or no standard machine",
        "MACHINE=n2-standard-1  | MACHINE=n2-standard-1 is bad: both drivers and Kafka need 7 GB",
        "WORKERS=1              | WORKERS=1 is bad: expected 2 or more",
        "WORKERS=two            | WORKERS=two is bad: expected 2 or more",
        "KAFKA=none             | KAFKA=none is bad: expected cluster",
      })
  void wrongSettingIsSaidBeforeAnythingIsDone(String variable, String sentence) throws Exception {
    Map<String, String> all = variables(variable);
    all.put("DRY_RUN", "1");
    try (DataprocScript script = DataprocScript.start(scratch, "run", all)) {
      assertThat(script.awaitExit(30), is(ExitCode.USAGE));
      assertThat(script.out(), is(""));
      assertThat(script.err(), startsWith("sliderule: " + sentence));
    }
  }

  @Test
  void unknownCommandIsRefused() throws Exception {
    try (DataprocScript script = DataprocScript.start(scratch, "start", Map.of())) {
      assertThat(script.awaitExit(30), is(ExitCode.USAGE));
      assertThat(script.err(), containsString("'start' is no command; expected run or stop"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"dataproc.sh", "kafka.sh"})
  void shellcheckFindsNothing(String script) throws Exception {
    Process process;
    try {
      process =
          new ProcessBuilder("shellcheck", DataprocScript.SCRIPT.resolveSibling(script).toString())
              .redirectErrorStream(true)
              .start();
    } catch (IOException e) {
      assumeTrue(false, "shellcheck is not installed; .ci/run does so where it may");
      return;
    }
    BufferedReader found =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    assertThat(Waits.lines("shellcheck", found), is(List.of()));
    assertThat(Waits.exitCode("shellcheck", process), is(0));
  }

  private static Map<String, String> variables(String... variables) {
    Map<String, String> all = new HashMap<>();
    Arrays.stream(variables)
        .forEach(
            variable -> {
              int equals = variable.indexOf('=');
              all.put(variable.substring(0, equals), variable.substring(equals + 1));
            });
    return all;
  }
}
