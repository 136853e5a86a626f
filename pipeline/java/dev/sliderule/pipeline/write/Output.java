package dev.sliderule.pipeline.write;

import com.google.auto.value.AutoValue;
import dev.sliderule.common.UsageException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

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
    JSONL
  }

  public abstract Kind kind();

  /** Topic or directory; empty for the console. */
  public abstract String target();

  /**
   * Reads the value of {@code --output}: sinks separated by commas.
   *
   * @param resultsTopic the topic that {@code kafka} alone means
   * @throws UsageException if a sink is unknown or lacks its target
   */
  public static List<Output> parse(String text, String resultsTopic) {
    List<Output> outputs = new ArrayList<>();
    for (String sink : text.split(",", -1)) {
      Output output = parseOne(text, sink.strip(), resultsTopic);
      if (outputs.contains(output)) {
        throw UsageException.badOption(
            "output", text, "'" + sink.strip() + "' is there twice; name it once");
      }
      outputs.add(output);
    }
    return outputs;
  }

  private static Output parseOne(String text, String sink, String resultsTopic) {
    int colon = sink.indexOf(':');
    String kind = colon < 0 ? sink : sink.substring(0, colon);
    String target = colon < 0 ? "" : sink.substring(colon + 1);
    switch (kind.toLowerCase(Locale.ROOT)) {
      case "console":
        if (colon < 0) {
          return new AutoValue_Output(Kind.CONSOLE, "");
        }
        break;
      case "kafka":
        if (colon < 0 || !target.isEmpty()) {
          return new AutoValue_Output(Kind.KAFKA, colon < 0 ? resultsTopic : target);
        }
        break;
      case "jsonl":
        if (!target.isEmpty()) {
          return new AutoValue_Output(Kind.JSONL, target);
        }
        break;
      default:
        break;
    }
    throw UsageException.badOption(
        "output",
        text,
        String.format(
            "'%s' is no sink; expected console, kafka, kafka:<topic> or jsonl:<directory>", sink));
  }
}
