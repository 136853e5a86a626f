package dev.sliderule.testing.gcloud;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code gcloud storage cp}, between this machine and buckets. */
final class StorageCp extends Command {
  @Override
  void declare(Flags flags) {
    flags
        .positionals("SOURCE")
        .bool("--recursive", "-r", "-R")
        .bool("--no-clobber", "-n")
        .value("--cache-control")
        .value("--content-type");
  }

  @Override
  void run(Call call) throws IOException {
    List<String> urls = new ArrayList<>(call.positionals());
    if (urls.size() < 2) {
      throw Failure.usage("argument [SOURCE ...] DESTINATION: Must be specified.");
    }
    String destination = urls.remove(urls.size() - 1);
    Buckets buckets = new Buckets(call.state());
    if (ObjectUrl.isOne(destination) && !buckets.exists(ObjectUrl.parse(destination).bucket())) {
      throw Failure.of("HTTPError 404: The specified bucket does not exist.");
    }
    List<String> unmatched = new ArrayList<>();
    Map<String, Path> sources = new LinkedHashMap<>();
    boolean tree = false;
    for (String url : urls) {
      Map<String, Path> found = sources(buckets, url, call.has("--recursive"));
      tree |= found.keySet().stream().anyMatch(name -> name.contains("/"));
      sources.putAll(found);
      if (found.isEmpty()) {
        unmatched.add(url);
      }
    }
    copy(call, sources, destination, sources.size() > 1 && !tree, tree);
    if (!unmatched.isEmpty()) {
      throw Unmatched.failure(unmatched);
    }
  }

  /** Files by the names they get in the destination, which is a directory. */
  private static Map<String, Path> sources(Buckets buckets, String url, boolean recursive)
      throws IOException {
    Map<String, Path> sources = new LinkedHashMap<>();
    if (url.equals("-")) {
      Path input = Files.createTempFile("gcloud", ".stdin");
      Files.copy(System.in, input, StandardCopyOption.REPLACE_EXISTING);
      sources.put("-", input);
    } else if (ObjectUrl.isOne(url)) {
      ObjectUrl object = ObjectUrl.parse(url);
      buckets.matches(object).forEach((name, file) -> sources.put(lastOf(name), file));
      if (recursive) {
        for (String prefix : buckets.prefixes(object)) {
          addTree(sources, buckets.directory(object.bucket()).resolve(prefix), object.isBucket());
        }
      }
    } else if (Files.isRegularFile(Path.of(url))) {
      sources.put(Path.of(url).getFileName().toString(), Path.of(url));
    } else if (recursive && Files.isDirectory(Path.of(url))) {
      addTree(sources, Path.of(url).toAbsolutePath().normalize(), false);
    }
    return sources;
  }

  private static void addTree(Map<String, Path> sources, Path directory, boolean bucket)
      throws IOException {
    Path from = bucket ? directory : directory.getParent();
    for (Path file : Trees.files(directory)) {
      sources.put((bucket ? "./" : "") + from.relativize(file), file);
    }
  }

  private static String lastOf(String name) {
    return name.substring(name.lastIndexOf('/') + 1);
  }

  private static void copy(
      Call call, Map<String, Path> sources, String destination, boolean many, boolean tree)
      throws IOException {
    Buckets buckets = new Buckets(call.state());
    boolean remote = ObjectUrl.isOne(destination);
    Path target =
        remote ? buckets.file(ObjectUrl.parse(destination)) : Path.of(destination).toAbsolutePath();
    boolean directory = Files.isDirectory(target) || destination.endsWith("/") || (many && remote);
    if (!remote && (many || destination.endsWith("/")) && !Files.isDirectory(target)) {
      throw Failure.of(
          "Destination URL must name an existing directory if it ends with a delimiter: %s",
          destination);
    }
    for (Map.Entry<String, Path> source : sources.entrySet()) {
      Path file = target;
      if (directory) {
        file = target.resolve(source.getKey()).normalize();
      } else if (tree) {
        // The destination is what the tree is called there.
        file = target.resolve(source.getKey().replaceFirst("^[^/]*/", ""));
      }
      if (call.has("--no-clobber") && Files.exists(file)) {
        call.status("Skipping existing destination item (no-clobber): %s", file);
        continue;
      }
      call.status("Copying %s to %s", source.getValue(), destination);
      Files.createDirectories(file.getParent());
      // Objects appear as a whole, and files in use keep what they had.
      Path part = Files.createTempFile(call.state().directory(), "copy", "");
      Files.copy(source.getValue(), part, StandardCopyOption.REPLACE_EXISTING);
      Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
    }
  }
}
