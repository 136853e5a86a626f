package dev.sliderule.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicInteger;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.tools.StorageTool;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Exit;
import org.apache.kafka.common.utils.Time;

/**
 * A real Kafka of one node (broker and KRaft controller) in this JVM, reachable from this machine
 * only unless it is given another address. For demos and tests: one copy of everything, records are
 * kept for ever whatever their timestamp, topics must be created, messages may have up to {@value
 * #MAX_MESSAGE_BYTES} bytes.
 *
 * <p>Several brokers may run side by side. Once a broker has been started, a fatal error inside
 * Kafka no longer ends the JVM: it fails the thread it happens in.
 */
public final class EmbeddedBroker implements AutoCloseable {
  private static final String LOOPBACK = "127.0.0.1";
  private static final int MAX_MESSAGE_BYTES = 8 * 1024 * 1024;
  private static final int START_ATTEMPTS = 5;

  /** Kafka names its JMX beans after the node, so brokers in one JVM need different numbers. */
  private static final AtomicInteger NEXT_NODE_ID = new AtomicInteger(1);

  private final KafkaRaftServer server;
  private final String host;
  private final int port;
  private final BrokerDirectory directory;
  private boolean closed;

  private EmbeddedBroker(KafkaRaftServer server, String host, int port, BrokerDirectory directory) {
    this.server = server;
    this.host = host;
    this.port = port;
    this.directory = directory;
  }

  /**
   * Starts a broker on a free port, with a temporary directory that {@link #close} deletes. Returns
   * when clients can connect, usually after two seconds.
   *
   * @throws IllegalStateException if Kafka does not start
   */
  public static EmbeddedBroker start() {
    return start(BrokerDirectory.temporary(), LOOPBACK, Optional.empty());
  }

  /**
   * As {@link #start()}, with the data in {@code directory}, which is created if missing and stays
   * after {@link #close}.
   *
   * @throws IllegalStateException if the directory is in use or Kafka does not start
   * @throws dev.sliderule.common.UsageException if somebody else keeps something in the directory
   */
  public static EmbeddedBroker start(Path directory) {
    return start(BrokerDirectory.open(directory), LOOPBACK, Optional.empty());
  }

  /**
   * As {@link #start(Path)}, on a given port from 1 to 65535.
   *
   * @throws IllegalStateException if the port is taken or Kafka does not start
   */
  public static EmbeddedBroker start(Path directory, int port) {
    return start(directory, LOOPBACK, port);
  }

  /**
   * As {@link #start(Path, int)}, for clients that reach this machine as {@code host}: the broker
   * listens at that address, without encryption or passwords.
   *
   * @throws IllegalStateException if the port is taken, {@code host} is not an address of this
   *     machine, or Kafka does not start
   */
  static EmbeddedBroker start(Path directory, String host, int port) {
    if (!isFree(host, port)) {
      throw new IllegalStateException(
          String.format(
              "Port %d of %s is taken, or that is no address of this machine", port, host));
    }
    return start(BrokerDirectory.open(directory), host, Optional.of(port));
  }

  private static EmbeddedBroker start(
      BrokerDirectory directory, String host, Optional<Integer> givenPort) {
    failInsteadOfExit();
    try {
      int nodeId = format(directory.path());
      for (int attempt = 1; ; attempt++) {
        int[] free = freePorts();
        int port = givenPort.orElse(free[0]);
        int controllerPort = free[1];
        try {
          KafkaRaftServer server =
              startServer(settings(directory.path(), nodeId, host, port, controllerPort));
          return new EmbeddedBroker(server, host, port, directory);
        } catch (Exception e) {
          // Another process can take a free port before Kafka binds it; then others are tried.
          boolean portLost = !isFree(host, port) || !isFree(LOOPBACK, controllerPort);
          if (!portLost || attempt == START_ATTEMPTS) {
            throw new IllegalStateException(
                String.format("Kafka did not start on %s:%d", host, port), e);
          }
        }
      }
    } catch (RuntimeException e) {
      directory.close();
      throw e;
    }
  }

  private static KafkaRaftServer startServer(Properties settings) {
    KafkaRaftServer server = new KafkaRaftServer(new KafkaConfig(settings, false), Time.SYSTEM);
    try {
      server.startup();
      return server;
    } catch (RuntimeException failure) {
      try {
        server.shutdown();
      } catch (RuntimeException e) {
        failure.addSuppressed(e);
      }
      throw failure;
    }
  }

  /** Prepares the directory unless a broker has been there before; returns the node's number. */
  private static int format(Path directory) {
    Path metaProperties = directory.resolve("meta.properties");
    try {
      if (Files.exists(metaProperties)) {
        return Integer.parseInt(read(metaProperties).getProperty("node.id"));
      }
      int nodeId = NEXT_NODE_ID.getAndIncrement();
      // Formatting asks for a whole configuration but needs no port.
      Path config = Files.createTempFile("sliderule-format-", ".properties");
      try (Writer writer = Files.newBufferedWriter(config)) {
        settings(directory, nodeId, LOOPBACK, 1, 2).store(writer, null);
      }
      ByteArrayOutputStream said = new ByteArrayOutputStream();
      int code =
          StorageTool.execute(
              new String[] {"format", "-t", Uuid.randomUuid().toString(), "-c", config.toString()},
              new PrintStream(said, true, UTF_8));
      Files.delete(config);
      if (code != 0) {
        throw new IllegalStateException(said.toString(UTF_8).strip());
      }
      return nodeId;
    } catch (IOException | RuntimeException e) {
      throw new IllegalStateException(
          String.format("Kafka cannot use the directory %s", directory), e);
    }
  }

  private static Properties read(Path file) throws IOException {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    }
    return properties;
  }

  private static Properties settings(
      Path directory, int nodeId, String host, int port, int controllerPort) {
    Properties settings = new Properties();
    settings.setProperty("process.roles", "broker,controller");
    settings.setProperty("node.id", Integer.toString(nodeId));
    settings.setProperty("log.dirs", directory.toString());
    settings.setProperty(
        "listeners",
        String.format(
            "PLAINTEXT://%s:%d,CONTROLLER://%s:%d", host, port, LOOPBACK, controllerPort));
    settings.setProperty(
        "listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
    settings.setProperty("controller.listener.names", "CONTROLLER");
    settings.setProperty(
        "controller.quorum.voters", String.format("%d@%s:%d", nodeId, LOOPBACK, controllerPort));

    settings.setProperty("auto.create.topics.enable", "false");
    settings.setProperty("message.max.bytes", Integer.toString(MAX_MESSAGE_BYTES));
    settings.setProperty("replica.fetch.max.bytes", Integer.toString(MAX_MESSAGE_BYTES));
    settings.setProperty("log.retention.ms", "-1");
    settings.setProperty("offsets.topic.replication.factor", "1");
    settings.setProperty("offsets.topic.num.partitions", "1");
    settings.setProperty("transaction.state.log.replication.factor", "1");
    settings.setProperty("transaction.state.log.min.isr", "1");
    settings.setProperty("transaction.state.log.num.partitions", "1");
    settings.setProperty("group.initial.rebalance.delay.ms", "0");

    // Small enough to share a laptop with both jobs.
    settings.setProperty("num.network.threads", "2");
    settings.setProperty("num.io.threads", "2");
    settings.setProperty("background.threads", "2");
    settings.setProperty("log.cleaner.dedupe.buffer.size", "4194304");
    return settings;
  }

  private static void failInsteadOfExit() {
    Exit.Procedure fail =
        (code, message) -> {
          throw new IllegalStateException(
              String.format("Kafka gave up with code %d: %s", code, message));
        };
    Exit.setExitProcedure(fail);
    Exit.setHaltProcedure(fail);
  }

  private static int[] freePorts() {
    // Both are held until both are known, so that they differ.
    try (ServerSocket first = bind(LOOPBACK, 0);
        ServerSocket second = bind(LOOPBACK, 0)) {
      return new int[] {first.getLocalPort(), second.getLocalPort()};
    } catch (IOException e) {
      throw new UncheckedIOException("No free port on " + LOOPBACK, e);
    }
  }

  private static boolean isFree(String host, int port) {
    try (ServerSocket socket = bind(host, port)) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }

  private static ServerSocket bind(String host, int port) throws IOException {
    ServerSocket socket = new ServerSocket();
    try {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getByName(host), port));
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  /** The broker's address as {@code host:port}. */
  public String bootstrapServers() {
    return host + ":" + port;
  }

  /** The port that clients connect to. */
  public int port() {
    return port;
  }

  /** Stops the broker and waits until it has; a second call does nothing. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    server.shutdown();
    server.awaitShutdown();
    directory.close();
  }
}
