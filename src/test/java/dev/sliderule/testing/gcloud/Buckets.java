package dev.sliderule.testing.gcloud;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Buckets as directories, and objects as files in them. */
final class Buckets {
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9_.-]{1,61}[a-z0-9]");

  private final State state;

  Buckets(State state) {
    this.state = state;
  }

  static Path directory(State state) {
    return state.directory().resolve("buckets");
  }

  Path directory(String bucket) {
    return directory(state).resolve(bucket);
  }

  Path file(ObjectUrl url) {
    return directory(url.bucket()).resolve(url.name());
  }

  boolean exists(String bucket) {
    return Files.isDirectory(directory(bucket));
  }

  /** Creates a bucket, described by {@code resource} in addition to what every bucket has. */
  void create(String name, String location, ObjectNode resource) {
    if (!NAME.matcher(name).matches()) {
      throw Failure.of("HTTPError 400: Invalid bucket name: '%s'", name);
    }
    state.update(
        root -> {
          if (exists(name)) {
            throw Failure.of(
                "HTTPError 409: Your previous request to create the named bucket succeeded and"
                    + " you already own it.");
          }
          try {
            Files.createDirectories(directory(name));
          } catch (IOException e) {
            throw Failure.of("%s", e);
          }
          ObjectNode bucket =
              Json.object()
                  .put("default_storage_class", "STANDARD")
                  .put("location", location.toUpperCase(Locale.ROOT))
                  .put("name", name)
                  .put("storage_url", "gs://" + name + "/");
          bucket.setAll(resource);
          root.withObject("/buckets").set(name, bucket);
        });
  }

  Optional<JsonNode> describe(String bucket) {
    return Optional.of(state.read().path("buckets").path(bucket))
        .filter(description -> exists(bucket) && !description.isMissingNode());
  }

  /** Refuses a bucket that does not exist. */
  void check(ObjectUrl url) {
    if (!exists(url.bucket())) {
      throw Failure.of("gs://%s not found: 404.", url.bucket());
    }
  }

  boolean isObject(ObjectUrl url) {
    return !url.isBucket() && !url.name().endsWith("/") && Files.isRegularFile(file(url));
  }

  /** Whether there is something below {@code url} as below a directory. */
  boolean isPrefix(ObjectUrl url) {
    return Files.isDirectory(file(url));
  }

  /** All objects of a bucket. */
  NavigableMap<String, Path> objects(String bucket) throws IOException {
    NavigableMap<String, Path> objects = new TreeMap<>();
    Path root = directory(bucket);
    try (Stream<Path> files = Files.walk(root)) {
      files
          .filter(Files::isRegularFile)
          .forEach(file -> objects.put(root.relativize(file).toString(), file));
    }
    return objects;
  }

  /** The objects that match, by their names. */
  Map<String, Path> matches(ObjectUrl url) throws IOException {
    check(url);
    if (!url.hasWildcard()) {
      return isObject(url) ? Map.of(url.name(), file(url)) : Map.of();
    }
    Pattern pattern = url.pattern();
    NavigableMap<String, Path> matches = objects(url.bucket());
    matches.keySet().removeIf(name -> !pattern.matcher(name).matches());
    return matches;
  }

  /** The "directories" that match, each with a slash at its end. */
  List<String> prefixes(ObjectUrl url) throws IOException {
    check(url);
    String name = url.name().replaceFirst("/$", "");
    if (!url.hasWildcard()) {
      return isPrefix(url) ? List.of(name.isEmpty() ? "" : name + "/") : List.of();
    }
    Pattern pattern = ObjectUrl.parse("gs://" + url.bucket() + "/" + name).pattern();
    Path root = directory(url.bucket());
    try (Stream<Path> files = Files.walk(root)) {
      return files
          .filter(file -> Files.isDirectory(file) && !file.equals(root))
          .map(file -> root.relativize(file).toString())
          .filter(directory -> pattern.matcher(directory).matches())
          .map(directory -> directory + "/")
          .sorted()
          .collect(Collectors.toList());
    }
  }

  /** Removes an object, and the directories that are empty without it: buckets have none. */
  void remove(String bucket, Path file) throws IOException {
    Files.deleteIfExists(file);
    Path root = directory(bucket);
    for (Path parent = file.getParent(); !parent.equals(root); parent = parent.getParent()) {
      try (Stream<Path> left = Files.list(parent)) {
        if (left.findAny().isPresent()) {
          return;
        }
      }
      Files.deleteIfExists(parent);
    }
  }

  void removeBucket(String bucket) throws IOException {
    Trees.delete(directory(bucket));
    state.update(root -> root.withObject("/buckets").remove(bucket));
  }
}
