package dev.sliderule.bench.streams;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import java.io.IOException;

/** What an event says to Kafka Streams. */
public final class SaleCheck {
  private SaleCheck() {}

  public static void assertSays(
      byte[] json, String groupField, long time, String group, String customer, long cents)
      throws IOException {
    Sale sale = Sale.parse(json, groupField);
    assertThat(sale.time(), is(time));
    assertThat(sale.group(), is(group));
    assertThat(sale.customer(), is(customer));
    assertThat(sale.cents(), is(cents));
  }
}
