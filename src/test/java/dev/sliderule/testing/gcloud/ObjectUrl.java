package dev.sliderule.testing.gcloud;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A bucket, or objects in it: {@code gs://bucket/name}, perhaps with wildcards in the name. */
final class ObjectUrl {
  private static final Pattern URL = Pattern.compile("gs://(?<bucket>[^/*?\\[]+)(/(?<name>.*))?");
  private static final Pattern WILDCARD = Pattern.compile("\\*\\*|\\*|\\?");

  private final String bucket;
  private final String name;

  private ObjectUrl(String bucket, String name) {
    this.bucket = bucket;
    this.name = name;
  }

  static boolean isOne(String url) {
    return url.startsWith("gs://");
  }

  static ObjectUrl parse(String url) {
    Matcher matcher = URL.matcher(url);
    if (!matcher.matches()) {
      throw Failure.of("Invalid URL for the stand-in: [%s].", url);
    }
    String name = matcher.group("name");
    return new ObjectUrl(matcher.group("bucket"), name == null ? "" : name);
  }

  String bucket() {
    return bucket;
  }

  /** Empty for the bucket itself. */
  String name() {
    return name;
  }

  boolean isBucket() {
    return name.isEmpty();
  }

  boolean hasWildcard() {
    return WILDCARD.matcher(name).find();
  }

  /** What names match: {@code *} stops at slashes, {@code **} does not. */
  Pattern pattern() {
    StringBuilder regex = new StringBuilder();
    Matcher wildcards = WILDCARD.matcher(name);
    int end = 0;
    while (wildcards.find()) {
      regex.append(Pattern.quote(name.substring(end, wildcards.start())));
      switch (wildcards.group()) {
        case "**":
          regex.append(".*");
          break;
        case "*":
          regex.append("[^/]*");
          break;
        default:
          regex.append("[^/]");
      }
      end = wildcards.end();
    }
    return Pattern.compile(regex + Pattern.quote(name.substring(end)));
  }

  @Override
  public String toString() {
    return "gs://" + bucket + "/" + name;
  }
}
