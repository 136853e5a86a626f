package dev.sliderule.spark;

import dev.sliderule.common.UsageException;
import dev.sliderule.pipeline.write.Output;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.beam.sdk.io.hdfs.HadoopFileSystemOptions;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.SparkHadoopUtil;

/**
 * The file systems of the cluster's Hadoop, such as {@code hdfs://} and {@code gs://}, for Beam.
 */
final class HadoopFiles {
  private HadoopFiles() {}

  /**
   * Makes the file system known to Beam that the outputs name; local ones are.
   *
   * @throws UsageException if there are several, as Beam takes only one
   */
  static void provide(PipelineOptions options, List<Output> outputs) {
    Set<URI> roots =
        outputs.stream()
            .filter(output -> output.format().isPresent())
            .map(output -> new Path(output.target()).toUri())
            .filter(uri -> uri.getScheme() != null && !uri.getScheme().equals("file"))
            .map(uri -> uri.resolve("/"))
            .collect(Collectors.toSet());
    if (roots.size() > 1) {
      throw new UsageException(
          "--output is bad: it names "
              + roots.stream().sorted().map(URI::toString).collect(Collectors.joining(" and "))
              + "; expected directories on one file system");
    }
    for (URI root : roots) {
      Configuration cluster = SparkHadoopUtil.get().newConfiguration(new SparkConf());
      options
          .as(HadoopFileSystemOptions.class)
          .setHdfsConfiguration(List.of(configuration(cluster, root)));
    }
  }

  /** What the cluster has set itself: Hadoop's defaults are in its code, and would weigh 50 kB. */
  private static Configuration configuration(Configuration cluster, URI root) {
    Configuration own = new Configuration(false);
    for (Map.Entry<String, String> entry : cluster) {
      String[] sources = cluster.getPropertySources(entry.getKey());
      if (sources == null
          || Arrays.stream(sources).noneMatch(source -> source.endsWith("-default.xml"))) {
        own.set(entry.getKey(), entry.getValue());
      }
    }
    if (root.getAuthority() != null) {
      own.set(FileSystem.FS_DEFAULT_NAME_KEY, root.toString());
    }
    return own;
  }
}
