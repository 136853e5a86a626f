package dev.sliderule.pipeline.event;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import javax.annotation.Nullable;
import org.joda.time.Instant;

/**
 * Streams through the JSON of a record and keeps the fields that matter, without building a tree.
 * Never throws on bad input: that becomes a malformed {@link Projection}. Not thread-safe.
 */
public final class EventProjector {
  static final int MAX_GROUP_CHARS = 1_000;

  private static final int MAX_GROUP_NAMES = 10_000;

  private final JsonFactory json = new JsonFactory();
  private final EventFields fields;
  private final Supplier<Instant> clock;
  private final FieldTree tree = new FieldTree();
  private final int eventTimeSlot;
  private final int uniqueSlot;
  private final int amountSlot;
  private final int sequenceSlot;
  private final List<int[]> groupSlots = new ArrayList<>();
  private final List<Map<List<String>, String>> groupNames = new ArrayList<>();

  /** The token and text found for each slot of {@link #tree}; null if the field is missing. */
  private final JsonToken[] tokens;

  private final String[] texts;

  /**
   * A projector onto {@code fields}.
   *
   * @param clock the time by which an event is from the future
   */
  public EventProjector(EventFields fields, Supplier<Instant> clock) {
    this.fields = fields;
    this.clock = clock;
    eventTimeSlot = slot(fields.eventTime());
    uniqueSlot = slot(fields.unique());
    amountSlot = slot(fields.amount());
    sequenceSlot = slot(fields.sequence());
    for (Grouping grouping : fields.groupings()) {
      groupSlots.add(grouping.fields().stream().mapToInt(tree::slot).toArray());
      groupNames.add(new HashMap<>());
    }
    tokens = new JsonToken[tree.size()];
    texts = new String[tree.size()];
  }

  private int slot(@Nullable String path) {
    return path == null ? -1 : tree.slot(path);
  }

  /**
   * Projects the value of one record.
   *
   * @param value UTF-8 JSON; null for a tombstone
   */
  public Projection project(@Nullable byte[] value) {
    if (value == null) {
      return Projection.malformed(MalformedReason.TOMBSTONE, "the record has no value", null);
    }
    try {
      read(value);
      Instant eventTime = eventTimeSlot < 0 ? null : checkRange(eventTime());
      Event event = Event.of(uniqueKey(), amount(), sequence(), groups());
      return eventTime == null
          ? Projection.eventAtRecordTime(event, value)
          : Projection.event(event, eventTime);
    } catch (MalformedException e) {
      return Projection.malformed(e.reason(), e.getMessage(), value);
    }
  }

  private void read(byte[] value) throws MalformedException {
    Arrays.fill(tokens, null);
    Arrays.fill(texts, null);
    try (JsonParser parser = json.createParser(value)) {
      JsonToken first = parser.nextToken();
      if (first == null) {
        throw new MalformedException(MalformedReason.EMPTY, "the value is empty");
      }
      if (first != JsonToken.START_OBJECT) {
        parser.skipChildren();
        throw new MalformedException(
            MalformedReason.NOT_AN_OBJECT, "expected a JSON object, found " + first);
      }
      readObject(parser, tree);
      if (parser.nextToken() != null) {
        throw new MalformedException(
            MalformedReason.NOT_JSON, "there is more after the end of the JSON object");
      }
    } catch (JsonProcessingException e) {
      throw new MalformedException(MalformedReason.NOT_JSON, e.getOriginalMessage());
    } catch (IOException | IllegalStateException e) {
      // Jackson refuses field names that are made to collide with an IllegalStateException.
      throw new MalformedException(MalformedReason.NOT_JSON, e.getMessage());
    }
  }

  private void readObject(JsonParser parser, FieldTree level) throws IOException {
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      FieldTree child = level.child(parser.currentName());
      JsonToken token = parser.nextToken();
      if (child == null) {
        parser.skipChildren();
        continue;
      }
      if (!child.children().isEmpty()) {
        forget(child);
      }
      if (child.slot() >= 0) {
        tokens[child.slot()] = token;
        texts[child.slot()] = token.isScalarValue() ? parser.getText() : null;
      }
      if (token == JsonToken.START_OBJECT) {
        readObject(parser, child);
      } else {
        parser.skipChildren();
      }
    }
  }

  /** Of fields with the same name the last one counts, with nothing of what was in the others. */
  private void forget(FieldTree level) {
    for (FieldTree child : level.children()) {
      if (child.slot() >= 0) {
        tokens[child.slot()] = null;
      }
      forget(child);
    }
  }

  private boolean isMissing(int slot) {
    return slot < 0 || tokens[slot] == null || tokens[slot] == JsonToken.VALUE_NULL;
  }

  private Instant eventTime() throws MalformedException {
    String field = fields.eventTime();
    if (isMissing(eventTimeSlot)) {
      throw new MalformedException(
          MalformedReason.EVENT_TIME_MISSING, field + " is missing or null");
    }
    String text = texts[eventTimeSlot];
    if (isNumber(eventTimeSlot)) {
      return EventTimes.ofNumber(field, JsonNumbers.parse(field, text));
    }
    if (tokens[eventTimeSlot] == JsonToken.VALUE_STRING) {
      return EventTimes.ofText(field, text);
    }
    throw wrongType(field, eventTimeSlot, "a number or text");
  }

  private Instant checkRange(Instant eventTime) throws MalformedException {
    EventTimeRange.check(fields.eventTime(), eventTime, clock.get(), fields.maxFutureSkew());
    return eventTime;
  }

  @Nullable
  private String uniqueKey() throws MalformedException {
    return isMissing(uniqueSlot) ? null : scalarText(fields.unique(), uniqueSlot);
  }

  @Nullable
  private BigDecimal amount() throws MalformedException {
    if (isMissing(amountSlot)) {
      return null;
    }
    if (!isNumber(amountSlot)) {
      throw wrongType(fields.amount(), amountSlot, "a number");
    }
    return JsonNumbers.parse(fields.amount(), texts[amountSlot]);
  }

  @Nullable
  private Long sequence() throws MalformedException {
    if (isMissing(sequenceSlot)) {
      return null;
    }
    if (!isNumber(sequenceSlot)) {
      throw wrongType(fields.sequence(), sequenceSlot, "a whole number");
    }
    try {
      return JsonNumbers.parse(fields.sequence(), texts[sequenceSlot]).longValueExact();
    } catch (ArithmeticException e) {
      throw new MalformedException(
          MalformedReason.WRONG_TYPE,
          String.format(
              Locale.ROOT,
              "%s is %.40s; expected a whole number of at most 64 bits",
              fields.sequence(),
              texts[sequenceSlot]));
    }
  }

  private List<String> groups() throws MalformedException {
    List<String> groups = new ArrayList<>(groupSlots.size());
    for (int g = 0; g < groupSlots.size(); g++) {
      Grouping grouping = fields.groupings().get(g);
      List<String> values = new ArrayList<>(grouping.fields().size());
      for (int f = 0; f < grouping.fields().size(); f++) {
        values.add(groupValue(grouping.fields().get(f), groupSlots.get(g)[f]));
      }
      groups.add(name(g, values));
    }
    return groups;
  }

  /** The same groups come again and again; their names are made once. */
  private String name(int grouping, List<String> values) {
    Map<List<String>, String> names = groupNames.get(grouping);
    if (names.size() >= MAX_GROUP_NAMES) {
      names.clear();
    }
    return names.computeIfAbsent(values, fields.groupings().get(grouping)::group);
  }

  @Nullable
  private String groupValue(String field, int slot) throws MalformedException {
    if (isMissing(slot)) {
      return null;
    }
    String text = scalarText(field, slot);
    if (text.length() > MAX_GROUP_CHARS) {
      throw new MalformedException(
          MalformedReason.GROUP_TOO_LONG,
          String.format(
              Locale.ROOT,
              "%s has %d characters; expected at most %d",
              field,
              text.length(),
              MAX_GROUP_CHARS));
    }
    return text;
  }

  private String scalarText(String field, int slot) throws MalformedException {
    switch (tokens[slot]) {
      case VALUE_NUMBER_INT:
        return texts[slot].equals("-0") ? "0" : texts[slot];
      case VALUE_STRING:
      case VALUE_TRUE:
      case VALUE_FALSE:
        return texts[slot];
      case VALUE_NUMBER_FLOAT:
        BigDecimal number = JsonNumbers.parse(field, texts[slot]);
        return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
      default:
        throw wrongType(field, slot, "text, a number or a boolean");
    }
  }

  private boolean isNumber(int slot) {
    return tokens[slot] == JsonToken.VALUE_NUMBER_INT
        || tokens[slot] == JsonToken.VALUE_NUMBER_FLOAT;
  }

  private MalformedException wrongType(String field, int slot, String expected) {
    return new MalformedException(
        MalformedReason.WRONG_TYPE,
        String.format(
            Locale.ROOT, "%s is %s; expected %s", field, describe(tokens[slot]), expected));
  }

  private static String describe(JsonToken token) {
    switch (token) {
      case START_OBJECT:
        return "an object";
      case START_ARRAY:
        return "an array";
      case VALUE_STRING:
        return "text";
      case VALUE_TRUE:
      case VALUE_FALSE:
        return "a boolean";
      default:
        return "a number";
    }
  }
}
