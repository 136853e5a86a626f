package dev.sliderule.testing.gcloud;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code gcloud storage cat}. */
final class StorageCat extends Command {
  @Override
  void declare(Flags flags) {
    flags.positionals("URL").value("--range", "-r");
  }

  @Override
  void run(Call call) throws IOException {
    List<String> urls = call.positionals();
    if (urls.isEmpty()) {
      throw Failure.usage("argument URL [URL ...]: Must be specified.");
    }
    Optional<String> range = call.value("--range");
    Buckets buckets = new Buckets(call.state());
    List<String> unmatched = new ArrayList<>();
    for (String url : urls) {
      if (!ObjectUrl.isOne(url)) {
        throw Failure.of("cat only works for valid cloud URLs. %s is an invalid cloud URL.", url);
      }
      boolean found = false;
      for (Path file : buckets.matches(ObjectUrl.parse(url)).values()) {
        found = true;
        byte[] content = Files.readAllBytes(file);
        call.out().write(range.isPresent() ? ByteRange.of(content, range.get()) : content);
      }
      if (!found) {
        unmatched.add(url);
      }
    }
    call.out().flush();
    if (!unmatched.isEmpty()) {
      throw Unmatched.failure(unmatched);
    }
  }
}
