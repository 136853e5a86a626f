package dev.sliderule.spark;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sliderule.common.UsageException;
import java.util.HashMap;
import java.util.Map;
import org.apache.beam.runners.spark.SparkPipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SparkConfigurationTest {
  private final Map<String, String> before = new HashMap<>();
  private final SparkPipelineOptions options =
      PipelineOptionsFactory.create().as(SparkPipelineOptions.class);

  @BeforeEach
  void forgetProperties() {
    for (String name : System.getProperties().stringPropertyNames()) {
      if (name.startsWith("spark.")) {
        before.put(name, System.getProperty(name));
        System.clearProperty(name);
      }
    }
  }

  @AfterEach
  void restoreProperties() {
    System.getProperties().stringPropertyNames().stream()
        .filter(name -> name.startsWith("spark."))
        .forEach(System::clearProperty);
    before.forEach(System::setProperty);
  }

  @ParameterizedTest
  @CsvSource({
    "spark.task.maxFailures, 4, 1",
    "spark.stage.maxConsecutiveAttempts, 4, 1",
    "spark.speculation, true, false",
    "spark.streaming.concurrentJobs, 2, 1",
    "spark.dynamicAllocation.enabled, true, false",
    "spark.serializer, org.apache.spark.serializer.KryoSerializer,"
        + " org.apache.spark.serializer.JavaSerializer"
  })
  void refusesWhatWouldMakeResultsWrong(String name, String bad, String good) {
    System.setProperty(name, bad);
    UsageException e =
        assertThrows(UsageException.class, () -> SparkConfiguration.complete(options));
    assertThat(
        e.getMessage(),
        is(
            String.format(
                "%s=%s is bad: records could be lost, or the job stand still; expected %s",
                name, bad, good)));
    System.setProperty(name, good);
    SparkConfiguration.complete(options);
    assertThat(System.getProperty(name), is(good));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "local[2,4]",
        "local[2, 4]",
        "local[*,4]",
        "local[2,1]",
        "local[0]",
        "local[two]",
        "local-cluster[2,1,1024]"
      })
  void refusesALocalMasterThatIsMoreThanThreads(String master) {
    String rule =
        master
            + " is bad: Spark would repeat tasks or start executors of its own, and records could"
            + " be lost; expected local, local[*], local[<threads>] or the master of a cluster";
    options.setSparkMaster(master);
    UsageException e =
        assertThrows(UsageException.class, () -> SparkConfiguration.complete(options));
    assertThat(e.getMessage(), is("--sparkMaster=" + rule));

    options.setSparkMaster("local[4]");
    System.setProperty("spark.master", master);
    e = assertThrows(UsageException.class, () -> SparkConfiguration.complete(options));
    assertThat(e.getMessage(), is("spark.master=" + rule));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "local",
        "local[*]",
        "local[12]",
        "yarn",
        "spark://a:1,b:2",
        "k8s://https://a:6443"
      })
  void takesMastersThatRunATaskOnce(String master) {
    options.setSparkMaster(master);
    SparkConfiguration.complete(options);
    assertThat(System.getProperty("spark.task.maxFailures"), is("1"));
  }

  @Test
  void setsWhatIsNeeded() {
    SparkConfiguration.complete(options);
    assertThat(System.getProperty("spark.task.maxFailures"), is("1"));
    assertThat(System.getProperty("spark.speculation"), is("false"));
    assertThat(System.getProperty("spark.locality.wait"), is("1h"));
    assertThat(System.getProperty("spark.extraListeners"), is(ExecutorWatch.class.getName()));
    assertThat(options.getReadTimePercentage(), is(0.2));
    SparkConfiguration.complete(options);
    assertThat(System.getProperty("spark.extraListeners"), is(ExecutorWatch.class.getName()));
  }

  @Test
  void keepsWhatTheUserHasSet() {
    System.setProperty("spark.locality.wait", "5s");
    System.setProperty("spark.extraListeners", "com.example.Listener");
    options.setReadTimePercentage(0.3);
    SparkConfiguration.complete(options);
    assertThat(System.getProperty("spark.locality.wait"), is("5s"));
    assertThat(
        System.getProperty("spark.extraListeners"),
        is("com.example.Listener," + ExecutorWatch.class.getName()));
    assertThat(options.getReadTimePercentage(), is(0.3));
  }

  @Test
  void boundsABatchByRecordsWhereBeamCountsBlocks() {
    options.setMaxRecordsPerBatch(200_000L);
    assertThat(SparkConfiguration.takeRecordsPerBatch(options), is(200_000));
    assertThat(options.getMaxRecordsPerBatch(), is(1L));
    options.setMaxRecordsPerBatch(Long.MAX_VALUE);
    assertThat(SparkConfiguration.takeRecordsPerBatch(options), is(Integer.MAX_VALUE));
    // What Beam has if nobody sets it.
    options.setMaxRecordsPerBatch(-1L);
    assertThat(SparkConfiguration.takeRecordsPerBatch(options), is(100_000));
  }

  @Test
  void takesTheMasterThatSparkTakes() {
    options.setSparkMaster("local[2]");
    assertThat(SparkConfiguration.isLocal(options), is(true));
    System.setProperty("spark.master", "yarn");
    assertThat(SparkConfiguration.isLocal(options), is(false));
    assertThat(SparkConfiguration.master(options), is("yarn"));
  }
}
