package dev.sliderule.pipeline.count;

import java.io.DataInput;
import java.io.IOException;

/**
 * Keeps every key: exact, and as large as the keys are. For tests, small data, and to judge the
 * estimators by.
 */
public final class ExactCounter implements UniqueCounter {
  private static final long serialVersionUID = 1L;

  private ExactCounter() {}

  public static ExactCounter create() {
    return new ExactCounter();
  }

  @Override
  public UniqueSketch newSketch() {
    return new KeySet();
  }

  @Override
  public UniqueSketch readFrom(DataInput in) throws IOException {
    return KeySet.readFrom(in);
  }
}
