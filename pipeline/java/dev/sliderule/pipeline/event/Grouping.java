package dev.sliderule.pipeline.event;

import com.google.auto.value.AutoValue;
import java.io.Serializable;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.annotation.Nullable;

/**
 * One way to divide events into groups: by the values of one or several fields together, or of
 * none, which is the overall total.
 *
 * <p>A group's name lists its fields and values, as in {@code city=Bonn,product_category=Books}.
 * Backslash and comma, and an equals sign in a field, are escaped by a backslash, so that different
 * groups never share a name; a missing or null value reads {@code (missing)}.
 */
@AutoValue
public abstract class Grouping implements Serializable {
  private static final long serialVersionUID = 1L;

  /** The overall total: every event is in its one group. */
  public static final Grouping ALL = of(List.of());

  /** The name of the group of {@link #ALL}. */
  public static final String ALL_GROUP = "all";

  private static final String MISSING = "(missing)";

  /** Paths of the fields, in the order in which they were named. */
  public abstract List<String> fields();

  public static Grouping of(List<String> fields) {
    return new AutoValue_Grouping(List.copyOf(fields));
  }

  /**
   * The name of the group that has these values.
   *
   * @param values one for each of {@link #fields}; null where the field was missing or null
   */
  public String group(List<String> values) {
    if (fields().isEmpty()) {
      return ALL_GROUP;
    }
    return IntStream.range(0, fields().size())
        .mapToObj(i -> escape(fields().get(i)).replace("=", "\\=") + "=" + value(values.get(i)))
        .collect(Collectors.joining(","));
  }

  private static String value(@Nullable String value) {
    if (value == null) {
      return MISSING;
    }
    return value.equals(MISSING) ? "\\" + MISSING : escape(value);
  }

  private static String escape(String text) {
    return text.replace("\\", "\\\\").replace(",", "\\,");
  }
}
