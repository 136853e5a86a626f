package dev.sliderule.pipeline.count;

import java.io.DataInput;
import java.io.IOException;
import java.io.Serializable;

/** A way to count different keys: makes the sketches that do it, and reads them back. */
public interface UniqueCounter extends Serializable {

  /** A sketch that has seen no key. */
  UniqueSketch newSketch();

  /**
   * Reads what {@link UniqueSketch#writeTo} of one of this counter's sketches wrote.
   *
   * @throws IOException if the bytes are not those of such a sketch
   */
  UniqueSketch readFrom(DataInput in) throws IOException;
}
