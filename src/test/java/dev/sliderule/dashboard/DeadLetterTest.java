package dev.sliderule.dashboard;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class DeadLetterTest {
  private static DeadLetter of(byte[] value) {
    return DeadLetter.of(new ConsumerRecord<>("bad", 0, 7, null, value));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void recordWithoutHeadersIsShownAllTheSame() {
    DeadLetter letter = of(utf8("<b>{"));
    assertThat(letter.value(), is("<b>{"));
    assertThat(letter.reason(), is(nullValue()));
    assertThat(letter.key(), is(nullValue()));
  }

  @Test
  void tombstoneHasNoValue() {
    assertThat(of(null).value(), is(nullValue()));
  }

  @Test
  void longValueIsCutBetweenCharacters() {
    assertThat(of(utf8("😀".repeat(300))).value(), is("😀".repeat(300)));
    assertThat(of(utf8("😀".repeat(301))).value(), is("😀".repeat(300) + "…"));
    assertThat(of(utf8("x".repeat(900_000))).value(), is("x".repeat(300) + "…"));
  }

  @Test
  void whatIsNoTextIsReplaced() {
    assertThat(of(new byte[] {'a', 0, (byte) 0xff, 27, '\n'}).value(), is("a\uFFFD\uFFFD\uFFFD\n"));
  }
}
