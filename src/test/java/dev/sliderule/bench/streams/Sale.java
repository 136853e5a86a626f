package dev.sliderule.bench.streams;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;

/** The fields of an event that count. */
final class Sale {
  private static final JsonFactory JSON = new JsonFactory();

  private final long time;
  private final String group;
  private final String customer;
  private final long cents;

  Sale(long time, String group, String customer, long cents) {
    this.time = time;
    this.group = group;
    this.customer = customer;
    this.cents = cents;
  }

  /**
   * Reads an event.
   *
   * @param groupField the field whose value names its group
   */
  static Sale parse(byte[] json, String groupField) throws IOException {
    long time = -1;
    String group = "";
    String customer = "";
    long cents = 0;
    try (JsonParser parser = JSON.createParser(json)) {
      parser.nextToken();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String field = parser.getCurrentName();
        parser.nextToken();
        if (field.equals("producer_timestamp")) {
          time = parser.getDecimalValue().movePointRight(3).longValue();
        } else if (field.equals("customer_id")) {
          customer = parser.getText();
        } else if (field.equals("final_amount")) {
          cents = parser.getDecimalValue().movePointRight(2).longValueExact();
        } else if (field.equals(groupField)) {
          group = parser.getText();
        } else {
          parser.skipChildren();
        }
      }
    }
    return new Sale(time, group, customer, cents);
  }

  /** Event time in epoch milliseconds. */
  long time() {
    return time;
  }

  /** The value of the field to group by. */
  String group() {
    return group;
  }

  String customer() {
    return customer;
  }

  long cents() {
    return cents;
  }
}
