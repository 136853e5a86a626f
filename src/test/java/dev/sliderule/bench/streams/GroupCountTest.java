package dev.sliderule.bench.streams;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import java.math.BigDecimal;
import org.apache.kafka.common.serialization.Serde;
import org.junit.jupiter.api.Test;

class GroupCountTest {
  @Test
  void goesOnAfterItWasStored() {
    try (Serde<Share> shares = Share.serde();
        Serde<GroupCount> counts = GroupCount.serde()) {
      GroupCount count = GroupCount.empty(11);
      for (String customer : new String[] {"Ada", "Zoë", "Ada"}) {
        byte[] share = shares.serializer().serialize("t", new Share(customer, 150));
        count.add(shares.deserializer().deserialize("t", share));
        count = counts.deserializer().deserialize("t", counts.serializer().serialize("t", count));
      }
      assertThat(count.records(), is(3L));
      assertThat(count.unique(), is(2L));
      assertThat(count.amountSum(), is(new BigDecimal("4.50")));
    }
  }
}
