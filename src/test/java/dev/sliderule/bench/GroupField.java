package dev.sliderule.bench;

import java.util.Arrays;
import java.util.stream.Collectors;

/** A field to group by, named by how many groups it makes. */
enum GroupField {
  PRODUCT_CATEGORY(10),
  STORE_ID(1_000),
  DEVICE_ID(100_000);

  /** What a value begins with; the rest is its number. */
  static final String VALUE_PREFIX = "value-";

  private final int groups;

  GroupField(int groups) {
    this.groups = groups;
  }

  /** How many different values there are. */
  int groups() {
    return groups;
  }

  /** The name in the JSON of an event. */
  String field() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }

  /** The name of a group in result rows begins with it; the rest is its number. */
  String groupPrefix() {
    return field() + "=" + VALUE_PREFIX;
  }

  /**
   * The field with so many values.
   *
   * @throws IllegalArgumentException if there is none
   */
  static GroupField of(int groups) {
    return Arrays.stream(values())
        .filter(field -> field.groups == groups)
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    String.format(
                        "--groups=%d is bad: expected one of %s",
                        groups,
                        Arrays.stream(values())
                            .map(field -> Integer.toString(field.groups))
                            .collect(Collectors.joining(", ")))));
  }
}
