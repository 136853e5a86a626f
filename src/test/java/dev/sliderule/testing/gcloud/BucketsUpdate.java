package dev.sliderule.testing.gcloud;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** {@code gcloud storage buckets update}, of labels and the life cycle of objects. */
final class BucketsUpdate extends Command {
  @Override
  void declare(Flags flags) {
    flags
        .positional("URL")
        .multi("--update-labels")
        .multi("--remove-labels")
        .bool("--clear-labels")
        .value("--lifecycle-file")
        .value("--soft-delete-duration");
  }

  @Override
  void run(Call call) throws IOException {
    ObjectUrl url = ObjectUrl.parse(call.required("URL"));
    Map<String, String> labels = call.labels("--update-labels");
    Optional<String> file = call.value("--lifecycle-file");
    Optional<JsonNode> lifecycle =
        file.isPresent() ? Optional.of(lifecycle(file.get())) : Optional.empty();
    if (new Buckets(call.state()).describe(url.bucket()).isEmpty()) {
      throw Failure.of("gs://%s not found: 404.", url.bucket());
    }
    call.status("Updating gs://%s/...", url.bucket());
    call.state()
        .update(
            root -> {
              ObjectNode bucket = root.withObject("/buckets").withObject("/" + url.bucket());
              if (call.has("--clear-labels")) {
                bucket.remove("labels");
              }
              ObjectNode all = bucket.withObject("/labels");
              labels.forEach(all::put);
              all.remove(call.list("--remove-labels"));
              if (all.isEmpty()) {
                bucket.remove("labels");
              }
              lifecycle.ifPresent(rules -> bucket.set("lifecycle_config", rules));
            });
  }

  /** The rules of the file, which the service would refuse if they had another form. */
  private static JsonNode lifecycle(String file) throws IOException {
    if (!Files.isReadable(Path.of(file))) {
      throw Failure.of("Unable to read file [%s]: No such file or directory", file);
    }
    JsonNode document = Json.parse(Files.readString(Path.of(file)));
    JsonNode rules = document.path("lifecycle").isObject() ? document.path("lifecycle") : document;
    JsonNode list = rules.path("rule");
    if (!list.isArray()) {
      throw Failure.of("Found invalid JSON/YAML file: %s", file);
    }
    for (JsonNode rule : list) {
      if (rule.at("/action/type").asText().isEmpty() || rule.path("condition").isEmpty()) {
        throw Failure.of("HTTPError 400: A lifecycle rule must have an action and a condition.");
      }
    }
    return rules;
  }
}
