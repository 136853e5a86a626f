package dev.sliderule.dashboard;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sliderule.common.UsageException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ListenAddressTest {
  @Test
  void hostAndPort() {
    ListenAddress address = ListenAddress.parse("listen", "localhost:80");
    assertThat(address.host(), is("localhost"));
    assertThat(address.port(), is(80));
    assertThat(address.orAnyPort(), is(false));
    assertThat(address.toString(), is("localhost:80"));
  }

  @Test
  void addressWithColonsStandsInBrackets() {
    ListenAddress address = ListenAddress.parse("listen", "[::1]:0");
    assertThat(address.host(), is("::1"));
    assertThat(address.toString(), is("[::1]:0"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "8088",
        ":8088",
        "localhost",
        "localhost:",
        "a b:1",
        "h:65536",
        "::1",
        "::1:1",
        "[::1]"
      })
  void anythingElseIsOneSentence(String text) {
    UsageException e =
        assertThrows(UsageException.class, () -> ListenAddress.parse("listen", text));
    assertThat(
        e.getMessage(), startsWith("--listen=" + text + " is bad: expected host:port such as "));
  }
}
