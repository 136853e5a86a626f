package dev.sliderule.launcher;

import dev.sliderule.common.ExitCode;
import dev.sliderule.common.KafkaAccess;
import dev.sliderule.common.UsageException;
import dev.sliderule.dashboard.Dashboard;
import dev.sliderule.dashboard.DashboardSettings;
import dev.sliderule.dashboard.ListenAddress;
import java.io.PrintStream;
import java.util.Locale;
import java.util.Map;
import javax.annotation.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command {@code dashboard}: the live page of any results topic, until it is told to stop. */
@Command(
    name = "dashboard",
    sortOptions = false,
    usageHelpAutoWidth = false,
    customSynopsis = "sliderule dashboard --bootstrap=host:port --results=topic [...]",
    description = "Shows the windows of a results topic in a browser, until Ctrl-C.",
    footer = {
      "",
      "Wherever the job runs that writes the topic; it need not run now, nor the topic",
      "be there yet. Exit codes: 0 after Ctrl-C, 2 wrong option or no Kafka."
    })
final class ShowDashboard {
  @Nullable
  @Option(
      names = {"--bootstrap", "--bootstrapServers"},
      paramLabel = "<host:port>",
      description = "Kafka to read from; required")
  private String bootstrap;

  @Nullable
  @Option(names = "--results", paramLabel = "<topic>", description = "Topic of the rows; required")
  private String results;

  @Nullable
  @Option(
      names = "--dead-letters",
      paramLabel = "<topic>",
      description = "Topic of the dead letters (default: of <name>-results, <name>-dead-letter)")
  private String deadLetters;

  @Nullable
  @Option(
      names = "--topic",
      paramLabel = "<topic>",
      description = "Topic of the records, for the lag (default: of <name>-results, <name>)")
  private String topic;

  @Nullable
  @Option(
      names = "--listen",
      paramLabel = "<host:port>",
      description =
          "Address of the page (default: 127.0.0.1:8088, or if that is taken any free port)")
  private String listen;

  @Option(
      names = {"--consumer-config", "--consumerConfig"},
      paramLabel = "<file>",
      description = "Further Kafka client properties, such as security")
  private String consumerConfig = "";

  @Option(
      names = {"--help", "-h"},
      usageHelp = true,
      description = "Show this")
  private boolean help;

  private ShowDashboard() {}

  /**
   * Serves until a signal comes.
   *
   * @return the exit code
   */
  static int run(String... args) {
    return RunLocal.onConsole(
        (out, err, terminal, interruption) -> run(out, err, interruption, args));
  }

  /** As {@link #run(String...)}, with everything from outside. */
  static int run(PrintStream out, PrintStream err, Interruption interruption, String... args) {
    return dev.sliderule.common.Command.run(
        err,
        () -> {
          ShowDashboard options = parse(args);
          if (options.help) {
            out.print(new CommandLine(options).getUsageMessage());
            return ExitCode.OK;
          }
          try (Dashboard dashboard = Dashboard.start(options.settings())) {
            out.println("page    " + dashboard.url());
            interruption.await();
          }
          return ExitCode.OK;
        });
  }

  private static ShowDashboard parse(String... args) {
    ShowDashboard options = new ShowDashboard();
    try {
      new CommandLine(options).parseArgs(args);
    } catch (CommandLine.ParameterException e) {
      throw new UsageException(e.getMessage() + "; see dashboard --help", e);
    }
    return options;
  }

  private DashboardSettings settings() {
    String servers = require("bootstrap", bootstrap, "host:port of a Kafka broker");
    String rows = require("results", results, "the topic that the rows go to");
    ListenAddress address =
        listen == null ? ListenAddress.DEFAULT : ListenAddress.parse("listen", listen);
    Map<String, Object> clientConfig =
        KafkaAccess.readClientConfig("consumer-config", consumerConfig);
    // Later it may come and go, but now somebody is there to correct the address.
    KafkaAccess.connect(servers, clientConfig).close();
    DashboardSettings.Builder settings =
        DashboardSettings.of(servers, rows).setListen(address).setClientConfig(clientConfig);
    if (deadLetters != null) {
      settings.setDeadLetterTopic(deadLetters);
    }
    if (topic != null) {
      settings.setRecordsTopic(topic);
    }
    return settings.build();
  }

  private static String require(String option, @Nullable String value, String expected) {
    if (value == null || value.isBlank()) {
      throw new UsageException(
          String.format(
              Locale.ROOT, "--%s is missing: name %s; see dashboard --help", option, expected));
    }
    return value;
  }
}
