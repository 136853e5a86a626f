package dev.sliderule.testing.spark;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.apache.hadoop.yarn.server.MiniYARNCluster;

/** Main class of the process with YARN and HDFS; ends when it is killed. */
public final class HadoopNodes {
  /** Printed when both are ready and their configuration is written. */
  static final String READY = "Hadoop is ready, with files in ";

  private HadoopNodes() {}

  /**
   * Starts YARN and HDFS.
   *
   * @param args the directory to work in, and the one to write the clients' configuration to
   */
  public static void main(String[] args) {
    try {
      start(args);
      // Whoever was to kill it may be gone.
      Thread.currentThread().join(Duration.ofHours(1).toMillis());
      System.exit(0);
    } catch (Exception e) {
      e.printStackTrace();
      // Some nodes may run already, and would keep the process alive.
      System.exit(1);
    }
  }

  @SuppressWarnings("SystemOut") // Read by the process that waits for it.
  private static void start(String... args) throws Exception {
    Path directory = Path.of(args[0]);
    Configuration configuration = configuration(directory);
    MiniDFSCluster hdfs =
        new MiniDFSCluster.Builder(configuration).numDataNodes(1).build(); // Formats by default.
    hdfs.waitActive();
    URI fileSystem = hdfs.getURI();
    MiniYARNCluster yarn = new MiniYARNCluster("sliderule", 1, 2, 1, 1);
    yarn.init(configuration);
    yarn.start();
    if (!yarn.waitForNodeManagersToConnect(30_000)) {
      throw new IllegalStateException("The node managers have not connected within 30 s");
    }
    Configuration forClients = new Configuration(yarn.getConfig());
    // Clients do not have the class that HDFS has put here.
    forClients.unset("net.topology.node.switch.mapping.impl");
    forClients.set("fs.defaultFS", fileSystem.toString());
    writeConfiguration(forClients, Path.of(args[1]));
    System.out.println(READY + fileSystem);
  }

  private static Configuration configuration(Path directory) {
    Configuration configuration = new YarnConfiguration();
    configuration.set(MiniDFSCluster.HDFS_MINIDFS_BASEDIR, directory.resolve("hdfs").toString());
    configuration.set("yarn.nodemanager.resource.memory-mb", "3072");
    configuration.set("yarn.nodemanager.resource.cpu-vcores", "4");
    configuration.set("yarn.scheduler.minimum-allocation-mb", "128");
    configuration.set("yarn.scheduler.maximum-allocation-mb", "3072");
    // Small virtual machines swap, and their disks may be all but full.
    configuration.set("yarn.nodemanager.vmem-check-enabled", "false");
    configuration.set("yarn.nodemanager.pmem-check-enabled", "false");
    configuration.set(
        "yarn.nodemanager.disk-health-checker.max-disk-utilization-per-disk-percentage", "99.9");
    configuration.set("yarn.nodemanager.disk-health-checker.min-free-space-per-disk-mb", "1");
    // Logs of containers stay to be looked at.
    configuration.set("yarn.nodemanager.delete.debug-delay-sec", "3600");
    configuration.set("yarn.nodemanager.localizer.address", "127.0.0.1:0");
    configuration.set("yarn.scheduler.capacity.root.queues", "default");
    configuration.set("yarn.scheduler.capacity.root.default.capacity", "100");
    // By default, application masters may have a tenth, which is less than one needs here.
    configuration.set("yarn.scheduler.capacity.maximum-am-resource-percent", "0.5");
    return configuration;
  }

  /** Under both names, as clients that know nothing of YARN read the first only. */
  private static void writeConfiguration(Configuration configuration, Path directory)
      throws IOException {
    for (String name : new String[] {"core-site.xml", "yarn-site.xml"}) {
      try (OutputStream out = Files.newOutputStream(directory.resolve(name))) {
        configuration.writeXml(out);
      }
    }
  }
}
