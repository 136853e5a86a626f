package dev.sliderule.bench.streams;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;

/** What a group needs of an event; its time goes with the Kafka record. */
final class Share {
  private final String customer;
  private final long cents;

  Share(String customer, long cents) {
    this.customer = customer;
    this.cents = cents;
  }

  String customer() {
    return customer;
  }

  long cents() {
    return cents;
  }

  static Serde<Share> serde() {
    return Serdes.serdeFrom(
        (topic, share) -> {
          byte[] customer = share.customer.getBytes(UTF_8);
          return ByteBuffer.allocate(Long.BYTES + customer.length)
              .putLong(share.cents)
              .put(customer)
              .array();
        },
        (topic, bytes) -> {
          long cents = ByteBuffer.wrap(bytes).getLong();
          return new Share(new String(bytes, Long.BYTES, bytes.length - Long.BYTES, UTF_8), cents);
        });
  }
}
