package dev.sliderule.testing.gcloud;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The {@code --filter} of a command that lists: terms that must all hold. */
final class Filter {
  private static final Pattern TERM =
      Pattern.compile(
          "(?<key>[A-Za-z_][\\w-]*(\\.[\\w-]+)*)\\s*(?<operator>[=:])\\s*"
              + "(?<value>[\\w./*@-]+|\"[^\"]*\")");
  private static final List<String> INACTIVE_JOBS = List.of("DONE", "ERROR", "CANCELLED");

  private Filter() {}

  /** Keeps the resources that the command asks for. */
  static <T extends JsonNode> List<T> apply(Call call, List<T> resources) {
    Predicate<JsonNode> filter = parse(call.value("--filter").orElse(""));
    return resources.stream()
        .filter(filter)
        .limit(call.integer("--limit", Integer.MAX_VALUE))
        .collect(Collectors.toList());
  }

  static Predicate<JsonNode> parse(String filter) {
    if (filter.isBlank()) {
      return resource -> true;
    }
    return Arrays.stream(filter.trim().split("\\s+AND\\s+", -1))
        .map(term -> term(filter, term))
        .reduce(resource -> true, Predicate::and);
  }

  private static Predicate<JsonNode> term(String filter, String term) {
    Matcher matcher = TERM.matcher(term);
    if (!matcher.matches()) {
      throw Failure.of("Expression [%s] is no filter that the stand-in knows.", filter);
    }
    String key = matcher.group("key");
    String value = matcher.group("value").replace("\"", "");
    boolean equal = matcher.group("operator").equals("=");
    return resource -> {
      String actual = Format.text(Format.get(resource, key));
      if (value.equals("*")) {
        return !actual.isEmpty();
      }
      if (key.equals("status.state") && value.matches("ACTIVE|INACTIVE")) {
        return INACTIVE_JOBS.contains(actual) == value.equals("INACTIVE");
      }
      return equal
          ? actual.equals(value)
          : actual.toLowerCase(Locale.ROOT).contains(value.toLowerCase(Locale.ROOT));
    };
  }
}
