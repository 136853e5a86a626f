package dev.sliderule.testing.gcloud;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** {@code gcloud storage ls}. */
final class StorageLs extends Command {
  @Override
  void declare(Flags flags) {
    flags.positionals("PATH").bool("--recursive", "-r", "-R").bool("--buckets", "-b");
  }

  @Override
  void run(Call call) throws IOException {
    List<String> urls = call.positionals();
    if (urls.isEmpty()) {
      call.project();
      call.state()
          .read()
          .path("buckets")
          .fieldNames()
          .forEachRemaining(bucket -> call.out().println("gs://" + bucket + "/"));
      return;
    }
    for (String url : urls) {
      list(call, ObjectUrl.parse(url));
    }
  }

  private static void list(Call call, ObjectUrl url) throws IOException {
    Buckets buckets = new Buckets(call.state());
    buckets.check(url);
    String root = "gs://" + url.bucket() + "/";
    if (call.has("--buckets")) {
      call.out().println(root);
      return;
    }
    TreeSet<String> objects = new TreeSet<>(buckets.matches(url).keySet());
    objects.forEach(name -> call.out().println(root + name));
    if (url.name().endsWith("**")) {
      refuseNothing(objects.isEmpty());
      return;
    }
    List<String> prefixes = buckets.prefixes(url);
    refuseNothing(objects.isEmpty() && prefixes.isEmpty());
    for (String prefix : prefixes) {
      boolean titled = prefixes.size() + objects.size() > 1 || call.has("--recursive");
      listPrefix(call, buckets, url.bucket(), prefix, titled && !prefix.isEmpty());
    }
  }

  private static void refuseNothing(boolean nothing) {
    if (nothing) {
      throw Failure.of("One or more URLs matched no objects.");
    }
  }

  private static void listPrefix(
      Call call, Buckets buckets, String bucket, String prefix, boolean titled) throws IOException {
    String root = "gs://" + bucket + "/";
    if (titled) {
      call.out().println(root + prefix + ":");
    }
    List<Path> children;
    try (Stream<Path> files = Files.list(buckets.directory(bucket).resolve(prefix))) {
      children = files.sorted().collect(Collectors.toList());
    }
    for (Path child : children) {
      boolean directory = Files.isDirectory(child);
      String name = prefix + child.getFileName() + (directory ? "/" : "");
      if (directory && call.has("--recursive")) {
        call.out().println();
        listPrefix(call, buckets, bucket, name, true);
      } else {
        call.out().println(root + name);
      }
    }
  }
}
