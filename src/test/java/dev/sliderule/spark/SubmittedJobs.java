package dev.sliderule.spark;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;

import dev.sliderule.launcher.EmbeddedBroker;
import dev.sliderule.pipeline.UniqueCountsPipeline;
import dev.sliderule.testing.Clicks;
import dev.sliderule.testing.KafkaTopics;
import dev.sliderule.testing.spark.SparkSubmission;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Jobs that tests submit to one cluster or another. */
final class SubmittedJobs {
  private static final Duration TIMEOUT = Duration.ofMinutes(4);

  private SubmittedJobs() {}

  /**
   * Counts clicks on a cluster and compares all windows with the oracle's.
   *
   * @param checkpointDir for the job, in a file system that all executors see
   */
  static void countClicks(SparkSubmission.Builder submission, String checkpointDir)
      throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.start();
        KafkaTopics topics = new KafkaTopics(broker.bootstrapServers())) {
      Clicks clicks = Clicks.write(topics, "clicks", 5, 2_000);
      List<String> args = new ArrayList<>(clicks.options());
      args.add("--runner=SparkRunner");
      args.add("--bootstrapServers=" + broker.bootstrapServers());
      args.add("--estimator=EXACT");
      args.add("--allowedLateness=0s");
      args.add("--stopWhenCaughtUp=true");
      args.add("--checkpointDir=" + checkpointDir);
      try (SparkSubmission job =
          submission.start(UniqueCountsPipeline.class, args.toArray(new String[0]))) {
        assertThat("exit code, see " + job.directory(), job.awaitExit(TIMEOUT), is(0));
        assertThat(job.output(), containsString("read 2000 = counted 2000 + late 0 + malformed 0"));
        assertThat(clicks.rows(), is(clicks.expectedRows()));
      }
    }
  }
}
