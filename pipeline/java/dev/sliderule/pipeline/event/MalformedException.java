package dev.sliderule.pipeline.event;

/** Thrown while a record is projected, where the reason why it cannot be counted is found. */
public final class MalformedException extends Exception {
  private static final long serialVersionUID = 1L;

  private final MalformedReason reason;

  MalformedException(MalformedReason reason, String detail) {
    // A flood of bad records must not pay for stack traces that nobody reads.
    super(detail, null, false, false);
    this.reason = reason;
  }

  public MalformedReason reason() {
    return reason;
  }
}
