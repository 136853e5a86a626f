package dev.sliderule.generator.write;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sliderule.generator.source.FieldValue;
import dev.sliderule.pipeline.event.TransactionFields;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** The ways in which a record is malformed. They take turns by the record's index. */
enum Malformation {
  TRUNCATED_JSON {
    @Override
    byte[] value(Map<String, FieldValue> fields, String keyField) {
      byte[] json = RecordJson.encode(fields);
      return Arrays.copyOf(json, json.length / 2);
    }
  },
  PLAIN_TEXT {
    @Override
    byte[] value(Map<String, FieldValue> fields, String keyField) {
      return "this is not JSON".getBytes(UTF_8);
    }
  },
  JSON_ARRAY {
    @Override
    byte[] value(Map<String, FieldValue> fields, String keyField) {
      return ("[" + new String(RecordJson.encode(fields), UTF_8) + "]").getBytes(UTF_8);
    }
  },
  NO_EVENT_TIME {
    @Override
    byte[] value(Map<String, FieldValue> fields, String keyField) {
      Map<String, FieldValue> changed = new LinkedHashMap<>(fields);
      changed.remove(TransactionFields.PRODUCER_TIMESTAMP);
      return RecordJson.encode(changed);
    }
  },
  /** Text for the amount; in records without one, as {@link #PLAIN_TEXT}. */
  WRONG_TYPE_OF_AMOUNT {
    @Override
    byte[] value(Map<String, FieldValue> fields, String keyField) {
      return fields.containsKey(TransactionFields.FINAL_AMOUNT)
          ? with(TransactionFields.FINAL_AMOUNT, FieldValue.text("a lot"), fields)
          : PLAIN_TEXT.value(fields, keyField);
    }
  },
  EMPTY_VALUE {
    @Override
    byte[] value(Map<String, FieldValue> fields, String keyField) {
      return new byte[0];
    }
  },
  /** No value at all, as a compacted topic has it for a key that was deleted. */
  TOMBSTONE {
    @Override
    byte[] value(Map<String, FieldValue> fields, String keyField) {
      return null;
    }
  },
  FAR_FUTURE {
    @Override
    byte[] value(Map<String, FieldValue> fields, String keyField) {
      return with(TransactionFields.PRODUCER_TIMESTAMP, YEAR_3000, fields);
    }
  },
  /** Neither a Kafka key nor the field it is from; without such a field, as plain text. */
  NO_KEY {
    @Override
    byte[] value(Map<String, FieldValue> fields, String keyField) {
      return fields.containsKey(keyField)
          ? with(keyField, FieldValue.nothing(), fields)
          : PLAIN_TEXT.value(fields, keyField);
    }

    @Override
    boolean keepsKey() {
      return false;
    }
  };

  private static final FieldValue YEAR_3000 = FieldValue.number("32503680000.000");
  private static final Malformation[] ALL = values();

  /** The way in which the record at {@code index} is malformed, if it is. */
  static Malformation at(long index) {
    return ALL[(int) (index % ALL.length)];
  }

  /** The malformed value in place of these fields; null is a tombstone. */
  abstract byte[] value(Map<String, FieldValue> fields, String keyField);

  /** Whether the record keeps its Kafka key. */
  boolean keepsKey() {
    return true;
  }

  private static byte[] with(String name, FieldValue value, Map<String, FieldValue> fields) {
    Map<String, FieldValue> changed = new LinkedHashMap<>(fields);
    changed.put(name, value);
    return RecordJson.encode(changed);
  }
}
