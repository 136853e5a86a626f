package dev.sliderule.common;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Properties;

/** The version of Sliderule, and of what is built into it. */
public final class Version {
  private Version() {}

  /** Tells whether the arguments ask for the version. */
  public static boolean isAskedFor(String... args) {
    return Arrays.asList(args).contains("--version");
  }

  /** Returns the line that {@code --version} prints. */
  public static String text() {
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
