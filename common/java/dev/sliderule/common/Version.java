package dev.sliderule.common;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Properties;

/** The version of Sliderule, and of what is built into it. */
public final class Version {
  private Version() {}

  /** Prints the version if {@code --version} is among the arguments; returns whether it is. */
  public static boolean printIfAsked(PrintStream out, String... args) {
    boolean asked = Arrays.asList(args).contains("--version");
    if (asked) {
      out.println(text());
    }
    return asked;
  }

  private static String text() {
    Properties versions = new Properties();
    try (InputStream in = Version.class.getResourceAsStream("version.properties")) {
      versions.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return String.format(
        Locale.ROOT,
        "sliderule %s (Beam %s, Kafka %s)",
        versions.getProperty("sliderule"),
        versions.getProperty("beam"),
        versions.getProperty("kafka"));
  }
}
