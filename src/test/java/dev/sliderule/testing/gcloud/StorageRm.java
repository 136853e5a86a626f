package dev.sliderule.testing.gcloud;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** {@code gcloud storage rm}. */
final class StorageRm extends Command {
  @Override
  void declare(Flags flags) {
    flags
        .positionals("URL")
        .bool("--recursive", "-r", "-R")
        .bool("--all-versions", "-a")
        .bool("--continue-on-error", "-c");
  }

  @Override
  void run(Call call) throws IOException {
    List<String> urls = call.positionals();
    if (urls.isEmpty()) {
      throw Failure.of(
          "Without the --stdin flag, the rm command requires at least one URL argument.");
    }
    Buckets buckets = new Buckets(call.state());
    call.status("Removing objects:");
    List<String> unmatched = new ArrayList<>();
    for (String url : urls) {
      if (!remove(call, buckets, ObjectUrl.parse(url))) {
        unmatched.add(url);
      }
    }
    if (!unmatched.isEmpty()) {
      throw Unmatched.failure(unmatched);
    }
  }

  private static boolean remove(Call call, Buckets buckets, ObjectUrl url) throws IOException {
    boolean recursive = call.has("--recursive");
    if (url.isBucket() && recursive) {
      buckets.check(url);
      call.status("Removing Buckets:%nRemoving gs://%s/...", url.bucket());
      buckets.removeBucket(url.bucket());
      return true;
    }
    boolean found = false;
    for (Map.Entry<String, Path> object : buckets.matches(url).entrySet()) {
      call.status("Removing gs://%s/%s...", url.bucket(), object.getKey());
      buckets.remove(url.bucket(), object.getValue());
      found = true;
    }
    if (recursive) {
      for (String prefix : buckets.prefixes(url)) {
        Path directory = buckets.directory(url.bucket()).resolve(prefix);
        // With "**", one prefix may have gone with another.
        if (Files.exists(directory)) {
          Trees.delete(directory);
          buckets.remove(url.bucket(), directory);
        }
        found = true;
      }
    }
    return found;
  }
}
