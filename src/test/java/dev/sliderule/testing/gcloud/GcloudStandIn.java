package dev.sliderule.testing.gcloud;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sliderule.testing.Waits;
import dev.sliderule.testing.gcloud.fs.GsDirectoryFileSystem;
import dev.sliderule.testing.spark.SparkHome;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.launcher.JavaModuleOptions;
import picocli.CommandLine;

/**
 * Google Cloud on this machine, for a process under test: a directory with a program {@code gcloud}
 * in it, which knows the commands and flags that Sliderule uses, keeps clusters and buckets in
 * files, and runs the jobs it is given on a Spark cluster.
 *
 * <p>At first somebody is logged in and has a project with all that is needed: its APIs, and a
 * subnet with private access to Google in {@value #REGION}.
 */
public final class GcloudStandIn implements AutoCloseable {
  /** The project that exists at first, and is the configured one. */
  public static final String PROJECT = "sliderule-test";

  /** The region that has a subnet at first, and is the configured one. */
  public static final String REGION = "europe-west1";

  /** What names of buckets start with that the service makes by itself. */
  static final String STAGING = "dataproc-staging-";

  static final String FILE_SYSTEM = "dev.sliderule.testing.gcloud.fs.GsDirectoryFileSystem";

  private static final long END_SECONDS = 20;
  private static final long RUN_MINUTES = 4;
  private static final String SPARK = "/spark";

  private final State state;

  private GcloudStandIn(State state) {
    this.state = state;
  }

  /** A cloud with nothing in it, in a directory that may be empty or not exist. */
  public static GcloudStandIn create(Path directory) {
    GcloudStandIn standIn = new GcloudStandIn(new State(directory.toAbsolutePath()));
    try {
      Files.createDirectories(standIn.buckets());
      standIn.writeProgram();
      standIn.writeFileSystem();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    standIn.state.update(root -> root.putObject("config").put("project", PROJECT));
    return standIn
        .account("developer@example.com")
        .config("compute/region", REGION)
        .projects(PROJECT)
        .apis(
            "compute.googleapis.com",
            "dataproc.googleapis.com",
            "managedkafka.googleapis.com",
            "storage.googleapis.com")
        .subnet(REGION, "default", true);
  }

  private void writeProgram() throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xshare:auto", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    // Signals end it at once, as they do the real one.
    command.addAll(List.of("-Xrs", "-Xmx128m"));
    command.add("-D" + State.PROPERTY + "=" + state.directory());
    command.addAll(List.of("-cp", classPath(), FakeGcloud.class.getName()));
    Scripts.writeExec(bin().resolve("gcloud"), command);
  }

  /** Only what is needed: the shorter the class path, the sooner the program runs. */
  private static String classPath() {
    return Stream.of(
            FakeGcloud.class,
            CommandLine.class,
            ObjectMapper.class,
            JsonFactory.class,
            JsonFormat.class)
        .map(GcloudStandIn::location)
        .distinct()
        .collect(Collectors.joining(File.pathSeparator));
  }

  private static String location(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Spark gets the class for "gs:" alone, and nothing else of the tests. */
  private void writeFileSystem() throws IOException {
    String file = FILE_SYSTEM.replace('.', '/') + ".class";
    Path copy = state.directory().resolve("lib/gs").resolve(file);
    Files.createDirectories(copy.getParent());
    try (InputStream in = GsDirectoryFileSystem.class.getClassLoader().getResourceAsStream(file)) {
      Files.write(copy, in.readAllBytes());
    }
  }

  /** Where everything is. */
  public Path directory() {
    return state.directory();
  }

  /** The directory with the program. */
  public Path bin() {
    return state.directory().resolve("bin");
  }

  /** The directory with a directory for each bucket. */
  public Path buckets() {
    return Buckets.directory(state);
  }

  /** Variables for the process under test, with which it finds the program first. */
  public Map<String, String> environment() {
    return Map.of("PATH", bin() + File.pathSeparator + System.getenv("PATH"));
  }

  /** Logs somebody in. */
  public GcloudStandIn account(String account) {
    return set(root -> root.put("account", account));
  }

  /** Logs everybody out. */
  public GcloudStandIn noAccount() {
    return set(root -> root.remove("account"));
  }

  /** Sets a property of gcloud's configuration, such as {@code project}; empty unsets it. */
  public GcloudStandIn config(String property, String value) {
    return set(root -> root.withObject("/config").put(property, value));
  }

  /** The projects that may be seen. */
  public GcloudStandIn projects(String... projects) {
    return set(root -> root.set("projects", Json.array(Arrays.asList(projects))));
  }

  /** The APIs that are enabled. */
  public GcloudStandIn apis(String... apis) {
    return set(root -> root.set("apis", Json.array(Arrays.asList(apis))));
  }

  /** Adds a subnet. */
  public GcloudStandIn subnet(String region, String name, boolean privateGoogleAccess) {
    return set(root -> root.withObject("/subnets").put(region + "/" + name, privateGoogleAccess));
  }

  /** Limits something, such as {@code CPUS}; at first nothing is limited. */
  public GcloudStandIn quota(String metric, int limit) {
    return set(root -> root.withObject("/quota").put(metric, limit));
  }

  /** The Spark cluster that runs the jobs: {@code spark://host:port}, {@code local[2]}, yarn. */
  public GcloudStandIn master(String master) {
    return set(
        root -> {
          ObjectNode spark = root.withObject(SPARK);
          spark.put("master", master);
          spark.put("classPath", SparkHome.conf() + ":" + SparkHome.classPath());
          spark.set(
              "javaOptions",
              Json.array(
                  Arrays.asList(JavaModuleOptions.defaultModuleOptions().trim().split(" +", -1))));
          ObjectNode environment = spark.withObject("/environment");
          SparkHome.environment().forEach(environment::put);
          ObjectNode conf = spark.withObject("/conf");
          conf.put("spark.ui.enabled", "false");
          conf.put("spark.driver.host", "127.0.0.1");
          conf.put("spark.driver.bindAddress", "127.0.0.1");
        });
  }

  /** Sets a property of all jobs, whatever they and their cluster say of it. */
  public GcloudStandIn sparkConf(String name, String value) {
    return set(root -> root.withObject(SPARK).withObject("/conf").put(name, value));
  }

  /** Sets properties of all jobs, whatever they and their cluster say of them. */
  public GcloudStandIn sparkConf(Map<String, String> conf) {
    conf.forEach(this::sparkConf);
    return this;
  }

  /** Sets an environment variable of all drivers, such as {@code HADOOP_CONF_DIR}. */
  public GcloudStandIn sparkEnvironment(String name, String value) {
    return set(root -> root.withObject(SPARK).withObject("/environment").put(name, value));
  }

  /** The address of brokers that clusters of managed Kafka created from now on tell. */
  public GcloudStandIn bootstrapAddress(String address) {
    return set(root -> root.put("bootstrapAddress", address));
  }

  private GcloudStandIn set(Consumer<ObjectNode> change) {
    state.update(change);
    return this;
  }

  /**
   * Has commands fail without doing anything.
   *
   * @param command how the command starts: its words, and perhaps its first arguments
   * @param times how often
   */
  public GcloudStandIn failOn(String command, String stderr, int exitCode, int times) {
    Fault.add(state, command, stderr, exitCode, times, false);
    return this;
  }

  /** Has commands always fail without doing anything. */
  public GcloudStandIn failOn(String command, String stderr, int exitCode) {
    return failOn(command, stderr, exitCode, Integer.MAX_VALUE);
  }

  /** Has commands fail after the service has done what they ask for. */
  public GcloudStandIn failAfter(String command, String stderr, int exitCode, int times) {
    Fault.add(state, command, stderr, exitCode, times, true);
    return this;
  }

  /**
   * Has jobs not run, but be {@code RUNNING} at first and then come to another state.
   *
   * @param job the main class, with or without its package, or a label as {@code key=value}
   * @param details what {@code status.details} says then
   * @param looks how often somebody looks at the job until it is there; 0 for at once
   */
  public GcloudStandIn jobState(String job, String next, String details, int looks) {
    JobFault.add(state, job, next, details, looks);
    return this;
  }

  /** Has jobs not run, but fail as if their driver had ended with an exit code. */
  public GcloudStandIn jobExit(String job, int exitCode, int looks) {
    return jobState(
        job,
        "ERROR",
        "Google Cloud Dataproc Agent reports job failure. Driver received SIGTERM/SIGKILL signal"
            + " and exited with "
            + exitCode
            + " code (exit code "
            + exitCode
            + ").",
        looks);
  }

  /** Has the creation of clusters end in a state such as {@code ERROR}. */
  public GcloudStandIn clusterState(String next, String detail) {
    return set(root -> root.putObject("clusterState").put("state", next).put("detail", detail));
  }

  /** Ends all faults that were asked for. */
  public GcloudStandIn noFaults() {
    return set(
        root -> {
          root.remove("faults");
          root.remove("clusterState");
          JobFault.clear(root);
        });
  }

  /** Keeps a command from going on: in the middle of creating a cluster, otherwise at its start. */
  public Hold holdOn(String command) {
    return Hold.set(state, command);
  }

  /** All commands so far, the failed ones as well. */
  public List<List<String>> commands() {
    return journal().stream()
        .map(entry -> Json.texts(entry.path("argv")))
        .collect(Collectors.toList());
  }

  private List<JsonNode> journal() {
    Path file = state.directory().resolve("commands.jsonl");
    List<JsonNode> entries = new ArrayList<>();
    try {
      for (String line : Files.exists(file) ? Files.readAllLines(file) : List.<String>of()) {
        entries.add(Json.parse(line));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return entries;
  }

  /** The clusters there are. */
  public List<JsonNode> clusters() {
    return values(Resources.CLUSTERS);
  }

  /** The jobs there are, those that have ended as well. */
  public List<JsonNode> jobs() {
    return values(Resources.JOBS);
  }

  /** The clusters of managed Kafka there are. */
  public List<JsonNode> kafkaClusters() {
    return values("kafkaClusters");
  }

  private List<JsonNode> values(String field) {
    List<JsonNode> values = new ArrayList<>();
    state.read().path(field).forEach(values::add);
    return values;
  }

  /** The names of the buckets there are, but for those that the service makes by itself. */
  public List<String> bucketNames() {
    try (Stream<Path> directories = Files.list(buckets())) {
      return directories
          .map(directory -> directory.getFileName().toString())
          .filter(name -> !name.startsWith(STAGING))
          .sorted()
          .collect(Collectors.toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What is said of a bucket: its labels, its location. */
  public Optional<JsonNode> bucket(String name) {
    return new Buckets(state).describe(name);
  }

  /** Processes of clusters and jobs that are alive, each with its {@code pid} and its name. */
  public List<JsonNode> processes() {
    return Processes.running(state.read());
  }

  /** Whether nothing is left that would cost something. */
  public boolean isEmpty() {
    return clusters().isEmpty()
        && bucketNames().isEmpty()
        && kafkaClusters().isEmpty()
        && processes().isEmpty()
        && jobs().stream().noneMatch(job -> Jobs.isActive((ObjectNode) job));
  }

  /** Runs a command as a user without a terminal does. */
  public GcloudRun run(String... args) {
    try {
      Path out = Files.createTempFile(state.directory(), "run", ".out");
      Path err = Files.createTempFile(state.directory(), "run", ".err");
      Process process =
          start(
              new ProcessBuilder().redirectOutput(out.toFile()).redirectError(err.toFile()), args);
      if (!process.waitFor(RUN_MINUTES, TimeUnit.MINUTES)) {
        process.destroyForcibly();
        throw new IllegalStateException("gcloud is still running: " + String.join(" ", args));
      }
      return new GcloudRun(process.exitValue(), out, err);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Starts a command. */
  public Process start(ProcessBuilder builder, String... args) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(bin().resolve("gcloud").toString());
    command.addAll(Arrays.asList(args));
    builder.environment().putAll(environment());
    return builder
        .redirectInput(Path.of("/dev/null").toFile())
        .command(Waits.withUsualSignals(command))
        .start();
  }

  /** Ends all processes of clusters, jobs and commands; the files stay. */
  @Override
  public void close() {
    List<ProcessHandle> ended =
        Stream.concat(processes().stream(), journal().stream().map(entry -> entry.path("process")))
            .map(Processes::find)
            .flatMap(Optional::stream)
            // Tests may run commands in their own process.
            .filter(process -> process.pid() != ProcessHandle.current().pid())
            .collect(Collectors.toList());
    ended.forEach(Processes::killTree);
    // Started by one of those in the meantime.
    Processes.kill(state, process -> true);
    for (ProcessHandle process : ended) {
      process.onExit().completeOnTimeout(process, END_SECONDS, TimeUnit.SECONDS).join();
    }
  }
}
