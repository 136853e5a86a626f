package dev.sliderule.testing.gcloud;

import java.util.Map;
import java.util.regex.Pattern;

/** What labels may look like. */
final class Labels {
  private static final Pattern KEY = Pattern.compile("[a-z][a-z0-9_-]{0,62}");
  private static final Pattern VALUE = Pattern.compile("[a-z0-9_-]{0,63}");

  private Labels() {}

  static Map<String, String> checked(String flag, Map<String, String> labels) {
    labels.forEach(
        (key, value) -> {
          if (!KEY.matcher(key).matches()) {
            throw Failure.usage(
                "argument %s: Bad value [%s]: Only hyphens (-), underscores (_), lowercase"
                    + " characters, and numbers are allowed in keys. Keys must start with a"
                    + " lowercase character.",
                flag, key);
          }
          if (!VALUE.matcher(value).matches()) {
            throw Failure.usage(
                "argument %s: Bad value [%s]: Only hyphens (-), underscores (_), lowercase"
                    + " characters, and numbers are allowed in values.",
                flag, value);
          }
        });
    return labels;
  }
}
