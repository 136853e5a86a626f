package dev.sliderule.testing.gcloud;

import com.fasterxml.jackson.databind.JsonNode;

/** {@code gcloud projects describe}. */
final class ProjectsDescribe extends Command {
  @Override
  void declare(Flags flags) {
    flags.positional("PROJECT_ID_OR_NUMBER");
  }

  @Override
  void run(Call call) {
    String project = call.required("PROJECT_ID_OR_NUMBER");
    JsonNode root = call.state().read();
    if (!Json.texts(root.path("projects")).contains(project)) {
      throw Failure.of(
          "[%s] does not have permission to access projects instance [%s] (or it may not exist):"
              + " The caller does not have permission. PERMISSION_DENIED",
          root.path("account").asText(), project);
    }
    call.out()
        .print(
            Format.of(call)
                .one(
                    Json.object()
                        .put("lifecycleState", "ACTIVE")
                        .put("name", project)
                        .put("projectId", project)
                        .put("projectNumber", "123456789012")));
  }
}
