package dev.sliderule.spark;

import dev.sliderule.testing.spark.YarnCluster;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The pipeline in two executors on YARN, with its checkpoints in HDFS. */
@Tag("long")
class YarnClusterIT {
  @Test
  void countsWhatTheOracleCounts() throws Exception {
    try (YarnCluster cluster = YarnCluster.start()) {
      SubmittedJobs.countClicks(cluster.submission(), cluster.fileSystem() + "/checkpoint");
    }
  }
}
