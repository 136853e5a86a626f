package dev.sliderule.testing.gcloud;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Lists and dictionaries as values of flags, with the delimiter of {@code ^X^} or commas. */
final class ArgValues {
  private static final Pattern DELIMITED =
      Pattern.compile("\\^(?<delimiter>[^\\^]+)\\^(?<rest>.*)", Pattern.DOTALL);

  private ArgValues() {}

  static List<String> list(String flag, String value) {
    if (value.isEmpty()) {
      throw Failure.usage("argument %s: not enough args", flag);
    }
    Matcher matcher = DELIMITED.matcher(value);
    String delimiter = matcher.matches() ? matcher.group("delimiter") : ",";
    String rest = matcher.matches() ? matcher.group("rest") : value;
    return Arrays.asList(rest.split(Pattern.quote(delimiter), -1));
  }

  static Map<String, String> dict(String flag, String value) {
    Map<String, String> dict = new LinkedHashMap<>();
    for (String entry : list(flag, value)) {
      int equals = entry.indexOf('=');
      if (equals <= 0) {
        throw Failure.usage(
            "argument %s: Bad syntax for dict arg: [%s]. Please see `gcloud topic flags-file` or"
                + " `gcloud topic escaping` for information on providing list or dictionary flag"
                + " values with special characters.",
            flag, entry);
      }
      dict.put(entry.substring(0, equals), entry.substring(equals + 1));
    }
    return dict;
  }
}
