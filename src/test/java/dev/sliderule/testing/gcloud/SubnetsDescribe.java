package dev.sliderule.testing.gcloud;

import com.fasterxml.jackson.databind.JsonNode;

/** {@code gcloud compute networks subnets describe}. */
final class SubnetsDescribe extends Command {
  @Override
  void declare(Flags flags) {
    flags.positional("NAME").required("--region");
  }

  @Override
  void run(Call call) {
    String name = call.required("NAME");
    String region = call.required("--region");
    String project = call.project();
    String path = String.format("projects/%s/regions/%s/subnetworks/%s", project, region, name);
    JsonNode privateAccess = call.state().read().path("subnets").path(region + "/" + name);
    if (privateAccess.isMissingNode()) {
      throw Failure.of("Could not fetch resource:%n - The resource '%s' was not found%n", path);
    }
    call.out()
        .print(
            Format.of(call)
                .one(
                    Json.object()
                        .put("name", name)
                        .put("privateIpGoogleAccess", privateAccess.asBoolean())
                        .put("region", region)
                        .put("selfLink", "https://www.googleapis.com/compute/v1/" + path)));
  }
}
