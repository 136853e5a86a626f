package dev.sliderule.common;

/** Exit codes of every command. */
public final class ExitCode {
  /** The command did what it was asked. */
  public static final int OK = 0;

  /** The job failed while it was running. */
  public static final int FAILURE = 1;

  /** The job could not start as it was asked: options, topics, files or brokers. */
  public static final int USAGE = 2;

  private ExitCode() {}
}
