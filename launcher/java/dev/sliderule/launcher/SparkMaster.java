package dev.sliderule.launcher;

import com.google.auto.value.AutoValue;
import dev.sliderule.common.UsageException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which Spark runs the jobs. */
@AutoValue
abstract class SparkMaster {
  private static final Pattern LOCAL = Pattern.compile("local(\\[(\\*|[1-9]\\d*)])?");
  private static final Pattern STANDALONE =
      Pattern.compile("spark://([^/:,\\s]+:\\d{1,5}(?:,[^/:,\\s]+:\\d{1,5})*)");

  /** What Spark calls it. */
  abstract String url();

  /** Name of the folder with its settings. */
  abstract String place();

  /** Whether its executors run on this machine, and so reach what listens on 127.0.0.1. */
  abstract boolean onThisMachine();

  /** Whether the jobs run in the JVMs that are started here, with no cluster. */
  boolean isLocal() {
    return place().equals("spark-local");
  }

  /**
   * Reads a master as Spark writes it.
   *
   * @throws UsageException if it is none of those that there are settings for
   */
  static SparkMaster parse(String url) {
    if (LOCAL.matcher(url).matches()) {
      return new AutoValue_SparkMaster(url, "spark-local", true);
    }
    Matcher standalone = STANDALONE.matcher(url);
    if (standalone.matches()) {
      boolean here =
          Arrays.stream(standalone.group(1).split(",", -1))
              .allMatch(address -> isThisMachine(address.substring(0, address.indexOf(':'))));
      return new AutoValue_SparkMaster(url, "spark-standalone", here);
    }
    if (url.equals("yarn")) {
      return new AutoValue_SparkMaster(url, "yarn", false);
    }
    throw UsageException.badOption(
        "master", url, "expected local[*], local[<threads>], spark://host:port or yarn");
  }

  private static boolean isThisMachine(String host) {
    try {
      InetAddress address = InetAddress.getByName(host);
      return address.isLoopbackAddress() || NetworkInterface.getByInetAddress(address) != null;
    } catch (UnknownHostException | SocketException e) {
      return false;
    }
  }
}
