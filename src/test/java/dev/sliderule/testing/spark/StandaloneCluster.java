package dev.sliderule.testing.spark;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** A Spark standalone cluster on this machine: a master and workers, each a process of its own. */
public final class StandaloneCluster implements AutoCloseable {
  private static final Pattern MASTER = Pattern.compile("Starting Spark master at (spark://\\S+)");
  private static final Pattern WORKER =
      Pattern.compile("Registering worker (\\S+) with 1 cores, 1024.0 MiB RAM");

  private final List<JavaProcess> processes = new ArrayList<>();
  private final String master;

  private StandaloneCluster(int workers) {
    Path directory = SparkHome.newDirectory("standalone");
    try {
      JavaProcess masterProcess = startMaster(directory);
      master = masterProcess.awaitOutput(MASTER);
      for (int worker = 1; worker <= workers; worker++) {
        startWorker(directory, worker);
      }
      masterProcess.awaitOutput(WORKER, workers);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /** Starts a cluster; returns when all workers, of one core and 1 GB each, are registered. */
  public static StandaloneCluster start(int workers) {
    return new StandaloneCluster(workers);
  }

  /** The master's address, {@code spark://host:port}. */
  public String master() {
    return master;
  }

  private JavaProcess startMaster(Path directory) {
    return start(
        directory.resolve("master.log"),
        "org.apache.spark.deploy.master.Master",
        "--host",
        "127.0.0.1",
        "--port",
        "0",
        "--webui-port",
        "0");
  }

  private void startWorker(Path directory, int number) {
    start(
        directory.resolve("worker-" + number + ".log"),
        "org.apache.spark.deploy.worker.Worker",
        "--host",
        "127.0.0.1",
        "--port",
        "0",
        "--webui-port",
        "0",
        "--cores",
        "1",
        "--memory",
        "1g",
        "--work-dir",
        directory.resolve("worker-" + number).toString(),
        master);
  }

  /** Spark's own logging set-up, without that of the jobs, prints what is waited for. */
  private JavaProcess start(Path log, String mainClass, String... args) {
    List<String> command = new ArrayList<>();
    command.add("-Xmx256m");
    command.add("-cp");
    command.add(SparkHome.classPath());
    command.add(mainClass);
    command.addAll(List.of(args));
    JavaProcess process = JavaProcess.start(log, SparkHome.environment(), command);
    processes.add(process);
    return process;
  }

  /** A submission to this cluster that takes all its workers. */
  public SparkSubmission.Builder submission() {
    return SparkSubmission.to(master)
        .conf("spark.executor.cores", "1")
        .conf("spark.executor.memory", "768m");
  }

  @Override
  public void close() {
    for (int i = processes.size() - 1; i >= 0; i--) {
      processes.get(i).close();
    }
  }
}
