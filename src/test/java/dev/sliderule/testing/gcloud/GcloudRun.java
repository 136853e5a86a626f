package dev.sliderule.testing.gcloud;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a call of gcloud has printed, and how it has ended. */
public final class GcloudRun {
  private final int exitCode;
  private final String out;
  private final String err;

  GcloudRun(int exitCode, Path out, Path err) throws IOException {
    this.exitCode = exitCode;
    this.out = Files.readString(out, StandardCharsets.UTF_8);
    this.err = Files.readString(err, StandardCharsets.UTF_8);
  }

  /** The exit code. */
  public int exitCode() {
    return exitCode;
  }

  /** Standard output. */
  public String out() {
    return out;
  }

  /** Standard error. */
  public String err() {
    return err;
  }

  @Override
  public String toString() {
    return String.format("exit code %d%n%s%n%s", exitCode, out, err);
  }
}
