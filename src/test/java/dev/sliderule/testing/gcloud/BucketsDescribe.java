package dev.sliderule.testing.gcloud;

/** {@code gcloud storage buckets describe}. */
final class BucketsDescribe extends Command {
  @Override
  void declare(Flags flags) {
    flags.positional("URL");
  }

  @Override
  void run(Call call) {
    ObjectUrl url = ObjectUrl.parse(call.required("URL"));
    call.out()
        .print(
            Format.of(call)
                .one(
                    new Buckets(call.state())
                        .describe(url.bucket())
                        .orElseThrow(() -> Failure.of("gs://%s not found: 404.", url.bucket()))));
  }
}
