package dev.sliderule.pipeline.read;

import com.google.auto.value.AutoValue;
import dev.sliderule.pipeline.event.Event;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import javax.annotation.Nullable;
import org.joda.time.Instant;

/**
 * Records that one reader has read in a row. Runners have a price for each element that they move,
 * and some for each bundle of a few; it is paid once for all of them.
 *
 * <p>A block stays packed until somebody asks for what is in it, so that to move it is to copy
 * bytes, and who wants the malformed records only need not unpack the events.
 */
@AutoValue
abstract class RecordBlock {
  private static final MalformedRecordCoder MALFORMED = MalformedRecordCoder.of();

  /** How many events; none is too late for all windows, as far as the reader can tell. */
  abstract int events();

  @SuppressWarnings("mutable") // Nobody changes it.
  abstract byte[] packedEvents();

  @SuppressWarnings("mutable") // Nobody changes it.
  abstract byte[] packedMalformed();

  /** Records that came too late for every window. */
  abstract int late();

  /** Records that an earlier job had dealt with. */
  abstract int reread();

  static RecordBlock of(
      int events, byte[] packedEvents, byte[] packedMalformed, int late, int reread) {
    return new AutoValue_RecordBlock(events, packedEvents, packedMalformed, late, reread);
  }

  /** The records that are no events. */
  List<MalformedRecord> malformed() {
    List<MalformedRecord> records = new ArrayList<>();
    ByteArrayInputStream in = new ByteArrayInputStream(packedMalformed());
    try {
      while (in.available() > 0) {
        records.add(MALFORMED.decode(in));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return records;
  }

  /** A block that records are added to as they are read. */
  static final class Builder {
    private final EventPacking.Packer packer;
    private final ByteArrayOutputStream malformed = new ByteArrayOutputStream();
    private int records;
    private int events;
    private int late;
    private int reread;
    @Nullable private Instant earliest;

    Builder(EventPacking.Packer packer) {
      this.packer = packer;
    }

    void event(Event event, Instant time, boolean isBehind) {
      records++;
      events++;
      packer.add(event, time, isBehind);
      if (earliest == null || time.isBefore(earliest)) {
        earliest = time;
      }
    }

    void malformed(MalformedRecord record) {
      records++;
      try {
        MALFORMED.encode(record, malformed);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    void late() {
      records++;
      late++;
    }

    void reread() {
      records++;
      reread++;
    }

    /** How many records have been added, of whatever kind. */
    int records() {
      return records;
    }

    /** The event time of the earliest event; null if there is no event. */
    @Nullable
    Instant earliest() {
      return earliest;
    }

    RecordBlock build() {
      return of(events, packer.pack(), malformed.toByteArray(), late, reread);
    }
  }
}
