package dev.sliderule.testing.gcloud;

import java.io.IOException;

/** {@code gcloud storage buckets delete}: of empty buckets only, as there are. */
final class BucketsDelete extends Command {
  @Override
  void declare(Flags flags) {
    flags.positional("URL").bool("--continue-on-error", "-c");
  }

  @Override
  void run(Call call) throws IOException {
    ObjectUrl url = ObjectUrl.parse(call.required("URL"));
    Buckets buckets = new Buckets(call.state());
    buckets.check(url);
    if (!buckets.objects(url.bucket()).isEmpty()) {
      throw Failure.of("HTTPError 409: The bucket you tried to delete is not empty.");
    }
    call.status("Removing gs://%s/...", url.bucket());
    buckets.removeBucket(url.bucket());
  }
}
