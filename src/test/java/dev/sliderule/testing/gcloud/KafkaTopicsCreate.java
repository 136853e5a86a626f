package dev.sliderule.testing.gcloud;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** {@code gcloud managed-kafka topics create}. */
final class KafkaTopicsCreate extends KafkaCommand {
  @Override
  void declare(Flags flags) {
    flags
        .positional("TOPIC")
        .required("--cluster")
        .required("--location")
        .required("--partitions")
        .required("--replication-factor")
        .multi("--configs");
  }

  @Override
  void run(Call call) {
    String cluster = name(call, call.required("--cluster"));
    String name = cluster + "/topics/" + call.required("TOPIC");
    ObjectNode topic =
        Json.object()
            .put("name", name)
            .put("partitionCount", call.integer("--partitions", 0))
            .put("replicationFactor", call.integer("--replication-factor", 0));
    if (call.has("--configs")) {
      topic.set("configs", Json.object(call.dict("--configs")));
    }
    call.state()
        .update(
            root -> {
              get(root, cluster);
              ObjectNode topics = root.withObject("/kafkaTopics");
              if (topics.has(name)) {
                throw Failure.of("ALREADY_EXISTS: Resource '%s' already exists", name);
              }
              topics.set(name, topic);
            });
    call.status("Created topic [%s].", call.required("TOPIC"));
  }
}
