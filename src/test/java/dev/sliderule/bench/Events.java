package dev.sliderule.bench;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The events of a benchmark, each a function of its number, so that they need not be kept: evenly
 * spread over the event time, in order, with customers and groups drawn evenly.
 */
final class Events {
  /** The size of an event as JSON. */
  static final int BYTES = 650;

  /** Different customers. */
  static final int CUSTOMERS = 100_000;

  /** Time of the first event: the start of a window, whatever its period. */
  static final long START = Instant.parse("2026-01-01T00:00:00Z").toEpochMilli();

  /** How long after the last event the one comes that ends all windows. */
  private static final long CLOSING_GAP_MILLIS = 3_600_000;

  private static final String FILLER =
      IntStream.range(0, BYTES)
          .mapToObj(i -> Character.toString('a' + i * 7 % 26))
          .collect(Collectors.joining());

  private final int number;
  private final long spanMillis;

  /**
   * Events.
   *
   * @param number how many
   * @param spanMillis event time from the first to the end
   */
  Events(int number, long spanMillis) {
    this.number = number;
    this.spanMillis = spanMillis;
  }

  int number() {
    return number;
  }

  /** The first of these events, as close together as all of them are. */
  Events first(int fewer) {
    return new Events(fewer, spanMillis * fewer / number);
  }

  /** Event time in epoch milliseconds. */
  long time(int event) {
    return START + event * spanMillis / number;
  }

  /** Event time of the last event. */
  long lastTime() {
    return time(number - 1);
  }

  int customer(int event) {
    return (int) Long.remainderUnsigned(mix(event), CUSTOMERS);
  }

  /** The group of an event, from 0. */
  int group(GroupField field, int event) {
    return (int)
        Long.remainderUnsigned(mix(event + 0x51ED270B0BL * field.groups()), field.groups());
  }

  /** The amount in cents. */
  long cents(int event) {
    return 100 + Long.remainderUnsigned(mix(event ^ 0x5DEECE66DL), 50_000);
  }

  byte[] json(int event) {
    return json(time(event), customer(event), cents(event), event);
  }

  /** The event with another time. */
  byte[] jsonAt(int event, long time) {
    return json(time, customer(event), cents(event), event);
  }

  /** An event that is so late that all windows of the others end. */
  byte[] closing() {
    return json(lastTime() + CLOSING_GAP_MILLIS, 0, 100, 0);
  }

  private byte[] json(long time, int customer, long cents, int event) {
    StringBuilder json = new StringBuilder(BYTES);
    json.append("{\"transaction_id\":\"T-").append(event);
    json.append("\",\"customer_id\":\"C-").append(customer);
    json.append(
        "\",\"first_name\":\"Ada\",\"last_name\":\"Lovelace\",\"age\":36,\"city\":\"London\"");
    json.append(
        ",\"address\":{\"zip\":\"N1 9GU\",\"lines\":[\"12 St James's Square\",\"Marylebone\"]}");
    for (GroupField field : GroupField.values()) {
      json.append(",\"").append(field.field()).append("\":\"").append(GroupField.VALUE_PREFIX);
      json.append(group(field, event)).append('"');
    }
    json.append(",\"final_amount\":").append(BigDecimal.valueOf(cents, 2));
    json.append(",\"batch_number\":").append(event / 10);
    json.append(",\"producer_timestamp\":").append(BigDecimal.valueOf(time, 3));
    json.append(",\"note\":\"");
    json.append(FILLER, json.length(), BYTES - 2);
    return json.append("\"}").toString().getBytes(StandardCharsets.US_ASCII);
  }

  /** The finalizer of SplitMix64. */
  private static long mix(long seed) {
    long z = (seed + 1) * 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
