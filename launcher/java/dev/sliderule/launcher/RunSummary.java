package dev.sliderule.launcher;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.auto.value.AutoValue;
import dev.sliderule.pipeline.JobCounters;
import dev.sliderule.pipeline.write.ResultRow;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** The numbers of a local run once it has ended. */
@AutoValue
abstract class RunSummary {
  private static final Pattern BEGINNING = Pattern.compile("\\{\\s*\"sent\"\\s*:");
  private static final int BEGINNING_BYTES = 100;

  /** Records that the generator sent. */
  abstract long sent();

  /** What became of the records that the pipeline read. */
  abstract JobCounters counters();

  /** Different windows among the final rows. */
  abstract long windows();

  /** Final rows: one a window and group. */
  abstract long rows();

  static RunSummary of(long sent, JobCounters counters, Collection<ResultRow> finalRows) {
    long windows =
        finalRows.stream()
            .map(row -> List.of(row.windowStart(), row.windowEnd()))
            .distinct()
            .count();
    return new AutoValue_RunSummary(sent, counters, windows, finalRows.size());
  }

  /** What is wrong with the numbers, in one sentence, if anything is. */
  Optional<String> problem() {
    if (counters().read() < sent()) {
      return Optional.of(
          String.format(
              Locale.ROOT,
              "%d records were sent but only %d were read",
              sent(),
              counters().read()));
    }
    if (counters().unaccounted() != 0) {
      return Optional.of(
          String.format(
              Locale.ROOT,
              "%d of the records read were neither counted nor late nor malformed",
              counters().unaccounted()));
    }
    return Optional.empty();
  }

  /** The numbers for a person. */
  String text() {
    return String.format(
        Locale.ROOT,
        "sent %d%n%s%n%d windows, %d rows%n",
        sent(),
        counters().toLine(),
        windows(),
        rows());
  }

  /** Whether a file is a summary, as far as its beginning tells. */
  static boolean isOne(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      return false;
    }
    try (InputStream in = Files.newInputStream(file)) {
      String beginning = new String(in.readNBytes(BEGINNING_BYTES), StandardCharsets.UTF_8);
      return BEGINNING.matcher(beginning).lookingAt();
    }
  }

  /** Writes the numbers as a JSON object, in one step. */
  void write(Path file) throws IOException {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("sent", sent());
    json.put("read", counters().read());
    json.put("counted", counters().counted());
    json.put("late", counters().late());
    json.put("malformed", counters().malformed());
    json.put("windows", windows());
    json.put("rows", rows());
    json.put("partlyLate", counters().partlyLate());
    AtomicFile.write(file, List.of(json.toPrettyString()));
  }
}
