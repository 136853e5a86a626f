package dev.sliderule.testing.gcloud;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** {@code gcloud storage buckets create}. */
final class BucketsCreate extends Command {
  @Override
  void declare(Flags flags) {
    flags
        .positional("URL")
        .value("--location", "-l")
        .value("--default-storage-class", "-c", "-s")
        .value("--soft-delete-duration")
        .negatable("--uniform-bucket-level-access")
        .negatable("--public-access-prevention");
  }

  @Override
  void run(Call call) {
    ObjectUrl url = ObjectUrl.parse(call.required("URL"));
    if (!url.isBucket()) {
      throw Failure.of("buckets create only accepts bucket URLs. Example: \"gs://bucket\"");
    }
    call.project();
    ObjectNode resource =
        Json.object()
            .put("uniform_bucket_level_access", call.has("--uniform-bucket-level-access"))
            .put(
                "public_access_prevention",
                call.has("--public-access-prevention") ? "enforced" : "inherited");
    long softDelete =
        GcloudDuration.parse(
                "--soft-delete-duration",
                call.value("--soft-delete-duration").orElse("7d"),
                "0",
                "90d")
            .toSeconds();
    if (softDelete > 0) {
      resource.putObject("soft_delete_policy").put("retentionDurationSeconds", softDelete);
    }
    call.status("Creating gs://%s/...", url.bucket());
    new Buckets(call.state()).create(url.bucket(), call.value("--location").orElse("us"), resource);
  }
}
