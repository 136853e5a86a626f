package dev.sliderule.testing.gcloud;

import com.fasterxml.jackson.databind.JsonNode;

/** {@code gcloud managed-kafka topics describe}. */
final class KafkaTopicsDescribe extends KafkaCommand {
  @Override
  void declare(Flags flags) {
    flags.positional("TOPIC").required("--cluster").required("--location");
  }

  @Override
  void run(Call call) {
    String cluster = name(call, call.required("--cluster"));
    get(call.state().read(), cluster);
    String name = cluster + "/topics/" + call.required("TOPIC");
    JsonNode topic = call.state().read().path("kafkaTopics").path(name);
    if (!topic.isObject()) {
      throw Failure.of("NOT_FOUND: Resource '%s' was not found", name);
    }
    call.out().print(Format.of(call).one(topic));
  }
}
