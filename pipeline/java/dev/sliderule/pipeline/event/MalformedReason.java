package dev.sliderule.pipeline.event;

/** Why a record cannot be counted. The names are published in the headers of dead letters. */
public enum MalformedReason {
  /** The record has no value. */
  TOMBSTONE,
  /** The value has no bytes, or blanks only. */
  EMPTY,
  /** The value is not one well-formed JSON document in UTF-8. */
  NOT_JSON,
  /** The value is JSON, but not an object. */
  NOT_AN_OBJECT,
  /** The field with the event time is missing or null. */
  EVENT_TIME_MISSING,
  /** The event time is neither epoch seconds or milliseconds nor ISO-8601. */
  EVENT_TIME_UNREADABLE,
  /** The event time lies before 1970. */
  EVENT_TIME_TOO_OLD,
  /** The event time lies further in the future than the tolerance. */
  EVENT_TIME_IN_FUTURE,
  /** A field has a JSON type that it cannot have, such as text for an amount. */
  WRONG_TYPE,
  /** A number has more than {@value JsonNumbers#MAX_EXPONENT} digits before or after the point. */
  NUMBER_OUT_OF_RANGE,
  /** A group-by field has a text longer than {@value EventProjector#MAX_GROUP_CHARS} characters. */
  GROUP_TOO_LONG
}
