package dev.sliderule.bench;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.both;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;

import dev.sliderule.bench.streams.SaleCheck;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EventsTest {
  private static final int NUMBER = 100_000;
  private static final Events EVENTS = new Events(NUMBER, 1_200_000);

  @Test
  void everyEventHas650Bytes() {
    assertThat(
        IntStream.range(0, NUMBER).allMatch(event -> EVENTS.json(event).length == 650), is(true));
    assertThat(EVENTS.closing().length, is(650));
  }

  @Test
  void theJsonSaysWhatTheNumbersDo() throws Exception {
    int event = 4711;
    SaleCheck.assertSays(
        EVENTS.json(event),
        "store_id",
        EVENTS.time(event),
        "value-" + EVENTS.group(GroupField.STORE_ID, event),
        "C-" + EVENTS.customer(event),
        EVENTS.cents(event));
  }

  @Test
  void anotherTimeChangesNothingElse() throws Exception {
    long time = 1_800_000_000_123L;
    SaleCheck.assertSays(
        EVENTS.jsonAt(7, time),
        "product_category",
        time,
        "value-" + EVENTS.group(GroupField.PRODUCT_CATEGORY, 7),
        "C-" + EVENTS.customer(7),
        EVENTS.cents(7));
  }

  @Test
  void groupsAreEven() {
    int[] events = new int[10];
    for (int event = 0; event < NUMBER; event++) {
      events[EVENTS.group(GroupField.PRODUCT_CATEGORY, event)]++;
    }
    for (int group : events) {
      assertThat(group, both(greaterThan(9_500)).and(lessThan(10_500)));
    }
  }

  /** With as many draws as customers, 1 - 1/e of them are drawn. */
  @Test
  void customersAreEven() {
    long customers = IntStream.range(0, NUMBER).map(EVENTS::customer).distinct().count();
    assertThat(customers, both(greaterThan(62_700L)).and(lessThan(63_700L)));
  }

  @Test
  void fewerEventsAreAsCloseTogether() {
    Events tenth = EVENTS.first(NUMBER / 10);
    assertThat(tenth.time(9_999), is(EVENTS.time(9_999)));
  }
}
