package dev.sliderule.common;

import java.beans.Introspector;
import java.lang.annotation.Annotation;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;

/**
 * The {@code --help} text of a job, read from its options interfaces, so that an option's meaning,
 * default and example are written once: in the annotations of its getter.
 */
public final class OptionsHelp {
  private OptionsHelp() {}

  /**
   * Formats the options of {@code groups}, one interface after the other.
   *
   * @param usage the first line: how the command is started
   * @param groups interfaces whose own getters carry {@link Description} and {@link Example}; an
   *     interface's own {@link Description} is its heading
   */
  public static String format(String usage, List<? extends Class<?>> groups) {
    StringBuilder text = new StringBuilder("Usage: ").append(usage).append("\n");
    for (Class<?> group : groups) {
      Description heading = group.getAnnotation(Description.class);
      text.append('\n').append(heading == null ? group.getSimpleName() : heading.value());
      text.append(":\n");
      options(group).values().forEach(text::append);
    }
    text.append(
        "\nOptions of the Beam runner (--runner=DirectRunner and its own) work as well;"
            + "\n--version tells the version.\n");
    return text.toString();
  }

  /** The names of the options that {@code groups} declare, without dashes. */
  public static List<String> names(List<? extends Class<?>> groups) {
    List<String> names = new ArrayList<>();
    groups.forEach(group -> names.addAll(options(group).keySet()));
    return names;
  }

  private static Map<String, String> options(Class<?> group) {
    Map<String, String> options = new TreeMap<>();
    for (Method getter : group.getDeclaredMethods()) {
      Description description = getter.getAnnotation(Description.class);
      if (description != null) {
        String name = Introspector.decapitalize(getter.getName().replaceFirst("^(get|is)", ""));
        options.put(name, describe(name, description.value(), getter));
      }
    }
    return options;
  }

  private static String describe(String name, String description, Method getter) {
    Example example = getter.getAnnotation(Example.class);
    return String.format(
        Locale.ROOT,
        "  --%s%n      %s%n      default: %s%s%n",
        name,
        description,
        defaultOf(getter),
        example == null
            ? ""
            : String.format(Locale.ROOT, "   example: --%s=%s", name, example.value()));
  }

  private static String defaultOf(Method getter) {
    return Arrays.stream(getter.getAnnotations())
        .filter(a -> a.annotationType().getEnclosingClass() == Default.class)
        .findFirst()
        .map(OptionsHelp::valueOf)
        .map(value -> value.isEmpty() ? "none" : value)
        .orElse("none");
  }

  private static String valueOf(Annotation annotation) {
    try {
      return String.valueOf(annotation.annotationType().getMethod("value").invoke(annotation));
    } catch (NoSuchMethodException | IllegalAccessException | InvocationTargetException e) {
      throw new IllegalStateException("Not a default value: " + annotation, e);
    }
  }
}
