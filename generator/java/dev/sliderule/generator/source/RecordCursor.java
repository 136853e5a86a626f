package dev.sliderule.generator.source;

import java.io.Closeable;
import java.util.Map;

/** Gives the records of a {@link RecordSource}. Not for several threads. */
public interface RecordCursor extends Closeable {
  /**
   * The fields of a record, in their order; the caller may change the map. Rising indices may be
   * much cheaper than others.
   *
   * @param index from 0; beyond the source's size the records start again
   * @throws dev.sliderule.common.JobFailedException if the record cannot be read any more
   */
  Map<String, FieldValue> at(long index);

  @Override
  void close();
}
