package dev.sliderule.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.Collectors;

/** The generator's customer transactions, as the oracle takes them. */
public final class Transactions {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private Transactions() {}

  /** All well-formed transactions of a topic, in the overall group. */
  public static List<WindowOracle.Input> inputs(KafkaTopics topics, String topic) {
    return topics.readAll(topic).stream()
        .map(record -> input(record.value()))
        .collect(Collectors.toList());
  }

  private static WindowOracle.Input input(byte[] value) {
    try {
      JsonNode json = MAPPER.readTree(value);
      return new WindowOracle.Input(
          json.get("producer_timestamp").decimalValue().movePointRight(3).longValue(),
          json.get("customer_id").isNull() ? null : json.get("customer_id").asText(),
          json.get("final_amount").isNull() ? null : json.get("final_amount").asText(),
          json.get("batch_number").longValue(),
          List.of("all"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
