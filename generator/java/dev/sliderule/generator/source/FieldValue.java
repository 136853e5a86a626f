package dev.sliderule.generator.source;

import com.google.auto.value.AutoValue;

/** One value of a flat JSON object. Numbers are kept as the text that they are written with. */
@AutoValue
public abstract class FieldValue {
  /** The JSON types that a record may hold. */
  public enum Type {
    TEXT,
    NUMBER,
    BOOLEAN,
    NULL
  }

  private static final FieldValue NULL = new AutoValue_FieldValue(Type.NULL, "");

  public abstract Type type();

  /** The value as text: without quotes, and empty for null. */
  public abstract String text();

  public static FieldValue text(String text) {
    return new AutoValue_FieldValue(Type.TEXT, text);
  }

  /**
   * A number.
   *
   * @param json the number as JSON writes it, such as {@code 12.50}; it is not checked
   */
  public static FieldValue number(String json) {
    return new AutoValue_FieldValue(Type.NUMBER, json);
  }

  public static FieldValue number(long number) {
    return number(Long.toString(number));
  }

  public static FieldValue bool(boolean value) {
    return new AutoValue_FieldValue(Type.BOOLEAN, Boolean.toString(value));
  }

  public static FieldValue nothing() {
    return NULL;
  }

  public boolean isNull() {
    return type() == Type.NULL;
  }
}
