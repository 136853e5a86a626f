package dev.sliderule.spark;

import dev.sliderule.testing.spark.StandaloneCluster;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The pipeline on two workers of a Spark standalone cluster. */
class StandaloneClusterIT {
  @Test
  void countsWhatTheOracleCounts(@TempDir Path shared) throws Exception {
    try (StandaloneCluster cluster = StandaloneCluster.start(2)) {
      SubmittedJobs.countClicks(cluster.submission(), shared.resolve("checkpoint").toString());
    }
  }
}
