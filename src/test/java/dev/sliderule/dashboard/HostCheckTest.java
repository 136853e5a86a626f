package dev.sliderule.dashboard;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostCheckTest {
  private static HostCheck check(String address, String name) throws UnknownHostException {
    return HostCheck.of(InetAddress.getByName(address), name);
  }

  @ParameterizedTest
  @CsvSource({
    "ip6-localhost, ip6-localhost:8088",
    "ip6-localhost, IP6-Localhost.:8088",
    "ip6-localhost, localhost",
    "localhost., localhost.:8088",
    "localhost., localhost:8088",
    "my-laptop, my-laptop:8088",
    "127.0.0.2, 127.0.0.2:8088",
    "127.0.0.2, 127.0.0.1",
    "::1, [::1]:8088",
    "::1, [0:0:0:0:0:0:0:1]:8088",
    "::1, [::ffff:7f00:1]",
    "::1, localhost:",
  })
  void allowsNamesOfThisMachine(String name, String host) throws UnknownHostException {
    assertThat(check("::1", name).allows(host), is(true));
    assertThat(check("127.0.0.2", name).allows(host), is(true));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "evil.example:8088",
        "localhost.evil.example",
        "127.0.0.1.evil.example",
        "evil.example#localhost",
        "evil@localhost",
        "localhost:80:80",
        "192.0.2.1:8088",
        "128.0.0.1",
        "[127.0.0.1.evil.example]",
        "0.0.0.0:8088",
        "[2001:db8::1]:8088",
        "[::1",
        "[localhost]",
        "::1",
        ":8088",
        ".",
        ""
      })
  void refusesOthersOnALoopbackAddress(String host) throws UnknownHostException {
    assertThat(check("127.0.0.1", "localhost").allows(host), is(false));
    assertThat(check("::1", "::1").allows(host), is(false));
    assertThat(check("::1", "::1").allows(null), is(false));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0", "::", "192.0.2.1", "2001:db8::1"})
  void allowsEveryNameOnAnAddressThatOthersReach(String address) throws UnknownHostException {
    assertThat(check(address, address).allows("counts.example:8088"), is(true));
  }
}
