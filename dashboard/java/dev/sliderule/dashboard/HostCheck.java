package dev.sliderule.dashboard;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.regex.Pattern;
import javax.annotation.Nullable;

/**
 * Which names of the server a browser may have asked for. On an address that only this machine
 * reaches, a name that is not its own means that some web site has its name point here to read
 * along (DNS rebinding).
 */
final class HostCheck {
  private static final Pattern PORT = Pattern.compile(":\\d*$");
  private static final Pattern IPV4_LOOPBACK = Pattern.compile("127(?:\\.\\d{1,3}){3}");

  private final boolean loopback;
  private final String name;

  private HostCheck(boolean loopback, String name) {
    this.loopback = loopback;
    this.name = name;
  }

  /**
   * A check for a server.
   *
   * @param bound the address it listens at
   * @param name what the user calls that address
   */
  static HostCheck of(InetAddress bound, String name) {
    return new HostCheck(bound.isLoopbackAddress(), plain(name));
  }

  /** Whether a request with this header {@code Host} may be answered; null if it has none. */
  boolean allows(@Nullable String host) {
    if (!loopback) {
      return true;
    }
    String asked = plain(PORT.matcher(host == null ? "" : host).replaceFirst(""));
    return asked.equals("localhost")
        || isLoopback(asked)
        || (!asked.isEmpty() && asked.equals(name));
  }

  /** Whether it is an address, written in digits, of this machine alone. */
  private static boolean isLoopback(String host) {
    if (!host.startsWith("[")) {
      return IPV4_LOOPBACK.matcher(host).matches();
    }
    try {
      // An address in brackets is never looked up in the DNS.
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }

  /** Returns a name in lower case and without a dot at its end, so that equal names are equal. */
  private static String plain(String host) {
    String lower = host.toLowerCase(Locale.ROOT);
    return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
  }
}
