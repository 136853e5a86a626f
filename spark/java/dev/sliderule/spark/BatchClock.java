package dev.sliderule.spark;

import javax.annotation.Nullable;
import org.apache.spark.util.SystemClock;

/**
 * The clock by which Spark sets off batches: it is the time for one when the gate says so too.
 * Spark makes the instance, so what it knows is static.
 */
public final class BatchClock extends SystemClock {
  @Nullable private static volatile BatchGate gate;

  /** Which gate to ask from now on. */
  static void goBy(BatchGate asked) {
    gate = asked;
  }

  @Override
  public long waitTillTime(long time) {
    long reached = super.waitTillTime(time);
    try {
      BatchGate asked = gate;
      if (asked != null && !asked.setOff()) {
        throw new InterruptedException("no more batches");
      }
    } catch (InterruptedException e) {
      throw BatchClock.<RuntimeException>undeclared(e);
    }
    return reached;
  }

  /** Spark's timer, written in Scala, ends well when it is interrupted. */
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // Deceives the compiler only.
  private static <E extends Exception> E undeclared(Exception e) throws E {
    throw (E) e;
  }
}
