package dev.sliderule.testing.gcloud;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** {@code gcloud managed-kafka topics list}. */
final class KafkaTopicsList extends KafkaCommand {
  @Override
  void declare(Flags flags) {
    // Its argument is called CLUSTER where the one of "create" is a flag.
    flags.listing().positional("CLUSTER").required("--location");
  }

  @Override
  void run(Call call) {
    String cluster = name(call, call.required("CLUSTER"));
    get(call.state().read(), cluster);
    List<JsonNode> topics = new ArrayList<>();
    call.state()
        .read()
        .path("kafkaTopics")
        .forEach(
            topic -> {
              if (topic.path("name").asText().startsWith(cluster + "/topics/")) {
                topics.add(topic);
              }
            });
    call.out().print(Format.of(call).many(Filter.apply(call, topics)));
  }
}
