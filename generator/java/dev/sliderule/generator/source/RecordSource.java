package dev.sliderule.generator.source;

import java.io.Serializable;
import java.util.List;
import java.util.OptionalLong;

/** Where records come from. The record at an index is the same wherever and whenever it is made. */
public interface RecordSource extends Serializable {
  /** The names of the fields that every record has, in their order. */
  List<String> fieldNames();

  /** How many records there are before they repeat; empty if they never do. */
  OptionalLong size();

  /** A cursor of its own for one thread; reads nothing yet. */
  RecordCursor open();
}
