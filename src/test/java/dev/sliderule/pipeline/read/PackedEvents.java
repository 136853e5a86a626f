package dev.sliderule.pipeline.read;

import dev.sliderule.pipeline.event.Event;
import dev.sliderule.pipeline.event.EventCoder;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import javax.annotation.Nullable;
import org.apache.beam.sdk.coders.Coder;
import org.joda.time.Instant;

/**
 * Events with their event times, in the order in which they came, as bytes. A time is written as
 * the difference to the one before, and the name of a group once; equal events give equal bytes.
 */
final class PackedEvents implements EventPacking<Event> {
  private static final long serialVersionUID = 1L;

  private static final int HAS_KEY = 1;
  private static final int HAS_AMOUNT = 2;
  private static final int HAS_SEQUENCE = 4;

  /** The amount's digits are more than a long has. */
  private static final int LONG_AMOUNT = 8;

  private static final int MAX_SHORT_DIGITS = 18;

  @Override
  public EventPacking.Packer packer() {
    return new Packer();
  }

  @Override
  public Coder<Event> coder() {
    return EventCoder.of();
  }

  @Override
  public void unpack(byte[] packed, BiConsumer<Event, Instant> action) {
    PackReader in = new PackReader(packed);
    List<String> names = new ArrayList<>();
    long time = 0;
    while (in.hasMore()) {
      time += in.signed();
      int fields = (int) in.number();
      String key = (fields & HAS_KEY) == 0 ? null : in.text();
      BigDecimal amount = (fields & HAS_AMOUNT) == 0 ? null : amount(in, fields);
      Long sequence = (fields & HAS_SEQUENCE) == 0 ? null : (Long) in.signed();
      action.accept(Event.of(key, amount, sequence, groups(in, names)), Instant.ofEpochMilli(time));
    }
  }

  private static BigDecimal amount(PackReader in, int fields) {
    int scale = (int) in.signed();
    return (fields & LONG_AMOUNT) == 0
        ? BigDecimal.valueOf(in.signed(), scale)
        : new BigDecimal(new BigInteger(in.bytes()), scale);
  }

  private static List<String> groups(PackReader in, List<String> names) {
    int size = (int) in.number();
    List<String> groups = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      int name = (int) in.number();
      if (name == names.size()) {
        names.add(in.text());
      }
      groups.add(names.get(name));
    }
    return groups;
  }

  /** Packs events one by one. */
  private static final class Packer implements EventPacking.Packer {
    private final PackWriter out = new PackWriter();
    private final Map<String, Integer> names = new HashMap<>();
    private long lastTime;

    @Override
    public void add(Event event, Instant time, boolean isBehind) {
      out.signed(time.getMillis() - lastTime);
      lastTime = time.getMillis();
      BigDecimal amount = event.amount();
      boolean longAmount = amount != null && amount.precision() > MAX_SHORT_DIGITS;
      out.number(
          flag(HAS_KEY, event.uniqueKey())
              | flag(HAS_AMOUNT, amount)
              | flag(HAS_SEQUENCE, event.sequence())
              | (longAmount ? LONG_AMOUNT : 0));
      if (event.uniqueKey() != null) {
        out.text(event.uniqueKey());
      }
      if (amount != null) {
        out.signed(amount.scale());
        if (longAmount) {
          out.bytes(amount.unscaledValue().toByteArray());
        } else {
          out.signed(amount.unscaledValue().longValue());
        }
      }
      if (event.sequence() != null) {
        out.signed(event.sequence());
      }
      out.number(event.groups().size());
      event.groups().forEach(this::name);
    }

    private static int flag(int flag, @Nullable Object field) {
      return field == null ? 0 : flag;
    }

    private void name(String group) {
      Integer known = names.putIfAbsent(group, names.size());
      if (known != null) {
        out.number(known);
      } else {
        out.number(names.size() - 1L);
        out.text(group);
      }
    }

    @Override
    public byte[] pack() {
      return out.toBytes();
    }
  }
}
