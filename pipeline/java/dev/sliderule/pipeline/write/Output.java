package dev.sliderule.pipeline.write;

import com.google.auto.value.AutoValue;
import dev.sliderule.common.UsageException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.postgresql.Driver;

/** One sink for result rows, as the option {@code --output} names it. */
@AutoValue
public abstract class Output {

  /** The kinds of sinks. */
  public enum Kind {
    /** Standard output; without a target. */
    CONSOLE,
    /** A Kafka topic. */
    KAFKA,
    /** A directory of files with lines of JSON. */
    JSONL,
    /** A directory of files with comma-separated values. */
    CSV,
    /** A table of a PostgreSQL database. */
    JDBC
  }

  /** A user or password, as a parameter of a URL or in front of its host. */
  private static final Pattern CREDENTIALS =
      Pattern.compile("[?&](user|\\w*password)=|//[^/?,]*@", Pattern.CASE_INSENSITIVE);

  public abstract Kind kind();

  /** Topic, directory or whole JDBC URL; empty for the console. */
  public abstract String target();

  /** The format of the files, if this is a directory of files. */
  public Optional<RowFormat> format() {
    switch (kind()) {
      case JSONL:
        return Optional.of(RowFormat.JSON_LINES);
      case CSV:
        return Optional.of(RowFormat.CSV);
      default:
        return Optional.empty();
    }
  }

  /**
   * Reads the value of {@code --output}: sinks separated by commas. A JDBC URL may have commas of
   * its own, where what follows does not begin as a sink does.
   *
   * @param resultsTopic the topic that {@code kafka} alone means
   * @throws UsageException if a sink is unknown or lacks its target, or a URL has a password
   */
  public static List<Output> parse(String text, String resultsTopic) {
    List<Output> outputs = new ArrayList<>();
    for (String sink : split(text)) {
      Output output = parseOne(text, sink, resultsTopic);
      if (outputs.contains(output)) {
        throw UsageException.badOption(
            "output", text, "'" + sink + "' is there twice; name it once");
      }
      outputs.add(output);
    }
    return outputs;
  }

  private static List<String> split(String text) {
    List<String> sinks = new ArrayList<>();
    for (String part : text.split(",", -1)) {
      int last = sinks.size() - 1;
      if (last >= 0
          && kind(sinks.get(last)).equals(Optional.of(Kind.JDBC))
          && kind(part).isEmpty()) {
        sinks.set(last, (sinks.get(last) + "," + part).strip());
      } else {
        sinks.add(part.strip());
      }
    }
    for (String sink : sinks) {
      if (kind(sink).equals(Optional.of(Kind.JDBC)) && CREDENTIALS.matcher(sink).find()) {
        // Not quoted: the sentence would show the password once more.
        throw new UsageException(
            "--output is bad: the URL of the database has a user or a password, which everybody"
                + " can see who lists the processes of this machine; give them in"
                + " --jdbcCredentials=FILE, or in PGUSER and PGPASSWORD");
      }
    }
    return sinks;
  }

  /** The kind that the word before the colon names. */
  private static Optional<Kind> kind(String sink) {
    String word = sink.strip().split(":", 2)[0].toUpperCase(Locale.ROOT);
    return Arrays.stream(Kind.values()).filter(kind -> kind.name().equals(word)).findFirst();
  }

  private static Output parseOne(String text, String sink, String resultsTopic) {
    int colon = sink.indexOf(':');
    String target = colon < 0 ? "" : sink.substring(colon + 1);
    Optional<Kind> kind = kind(sink);
    if (kind.isPresent()) {
      switch (kind.get()) {
        case CONSOLE:
          if (colon < 0) {
            return new AutoValue_Output(Kind.CONSOLE, "");
          }
          break;
        case KAFKA:
          if (colon < 0 || !target.isEmpty()) {
            return new AutoValue_Output(Kind.KAFKA, colon < 0 ? resultsTopic : target);
          }
          break;
        case JSONL:
        case CSV:
          if (!target.isEmpty()) {
            return new AutoValue_Output(kind.get(), target);
          }
          break;
        case JDBC:
          return new AutoValue_Output(Kind.JDBC, url(text, sink));
      }
    }
    throw UsageException.badOption(
        "output",
        text,
        String.format(
            Locale.ROOT,
            "'%s' is no sink; expected console, kafka, kafka:<topic>, jsonl:<directory>,"
                + " csv:<directory> or jdbc:postgresql://<host>:<port>/<database>",
            sink));
  }

  private static String url(String text, String sink) {
    if (!sink.startsWith("jdbc:postgresql://") || Driver.parseURL(sink, null) == null) {
      throw UsageException.badOption(
          "output",
          text,
          String.format(
              Locale.ROOT,
              "'%s' is no database that can be written to; expected"
                  + " jdbc:postgresql://<host>:<port>/<database>",
              sink));
    }
    return sink;
  }
}
