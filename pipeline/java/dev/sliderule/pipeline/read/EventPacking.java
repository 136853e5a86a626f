package dev.sliderule.pipeline.read;

import dev.sliderule.pipeline.event.Event;
import java.io.Serializable;
import java.util.function.BiConsumer;
import org.apache.beam.sdk.coders.Coder;
import org.joda.time.Instant;

/**
 * What readers make of the events in a block, to be moved as bytes.
 *
 * @param <T> what comes out of the bytes
 */
public interface EventPacking<T> extends Serializable {
  /** For the events of one block. */
  Packer packer();

  /**
   * Hands out what has been packed, with timestamps, none of which is earlier than the earliest
   * event of the block.
   */
  void unpack(byte[] packed, BiConsumer<T, Instant> action);

  /** For what is handed out. */
  Coder<T> coder();

  /** Takes events as they are read. */
  interface Packer {
    /**
     * Adds an event.
     *
     * @param isBehind whether the watermark has passed the slice of the event already
     */
    void add(Event event, Instant time, boolean isBehind);

    /** All that has been added; the end of this packer. Equal events give equal bytes. */
    byte[] pack();
  }
}
