package dev.sliderule.dashboard;

import com.google.auto.value.AutoValue;
import dev.sliderule.common.UsageException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where the server of the page listens. */
@AutoValue
public abstract class ListenAddress {
  /** Reachable from this machine only; if the port is taken, at another one. */
  public static final ListenAddress DEFAULT = of("127.0.0.1", 8088, true);

  private static final Pattern HOST_PORT =
      Pattern.compile("(?<host>[A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+]):(?<port>\\d{1,5})");

  /** A name or an address of this machine; an IPv6 address without brackets. */
  public abstract String host();

  /** The port; 0 takes any that is free. */
  public abstract int port();

  /** Whether any other free port will do if this one is taken. */
  abstract boolean orAnyPort();

  private static ListenAddress of(String host, int port, boolean orAnyPort) {
    return new AutoValue_ListenAddress(host, port, orAnyPort);
  }

  /**
   * Reads {@code host:port}; an IPv6 address stands in brackets.
   *
   * @param option the option that the text is the value of, for the error message
   * @throws UsageException if it is anything else
   */
  public static ListenAddress parse(String option, String text) {
    Matcher matcher = HOST_PORT.matcher(text);
    if (!matcher.matches() || Integer.parseInt(matcher.group("port")) > 65_535) {
      throw UsageException.badOption(
          option,
          text,
          "expected host:port such as " + DEFAULT + " or [::1]:8088, port 0 for any that is free");
    }
    String host = matcher.group("host");
    boolean bracketed = host.startsWith("[");
    return of(
        bracketed ? host.substring(1, host.length() - 1) : host,
        Integer.parseInt(matcher.group("port")),
        false);
  }

  ListenAddress withPort(int port) {
    return of(host(), port, false);
  }

  /** As it is written in a URL. */
  @Override
  public final String toString() {
    return (host().contains(":") ? "[" + host() + "]" : host()) + ":" + port();
  }
}
