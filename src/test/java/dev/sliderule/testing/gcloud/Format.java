package dev.sliderule.testing.gcloud;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The {@code --format} of a command: how it prints resources. */
final class Format {
  private static final Pattern PROJECTION =
      Pattern.compile("(?<name>value|csv)(\\[(?<options>[^\\]]*)])?\\((?<keys>.+)\\)");
  private static final Pattern KEY =
      Pattern.compile("[A-Za-z_][\\w-]*(\\[\\d+])*(\\.[\\w-]+(\\[\\d+])*)*");
  private static final Pattern STEP = Pattern.compile("[\\w-]+");

  private final String name;
  private final boolean heading;
  private final List<String> keys;

  private Format(String name, boolean heading, List<String> keys) {
    this.name = name;
    this.heading = heading;
    this.keys = keys;
  }

  static Format of(Call call) {
    return parse(call.value("--format").orElse("default"));
  }

  static Format parse(String format) {
    if (List.of("json", "yaml", "none", "disable", "default").contains(format)) {
      return new Format(format, false, List.of());
    }
    Matcher matcher = PROJECTION.matcher(format.trim());
    if (!matcher.matches()) {
      throw unknown(format);
    }
    boolean csv = matcher.group("name").equals("csv");
    String options = matcher.group("options");
    boolean noHeading = "no-heading".equals(options);
    if (options != null && !(csv && noHeading)) {
      throw unknown(format);
    }
    List<String> keys =
        Arrays.stream(matcher.group("keys").split(",", -1))
            .map(String::trim)
            .collect(Collectors.toList());
    if (!keys.stream().allMatch(key -> KEY.matcher(key).matches())) {
      throw unknown(format);
    }
    return new Format(matcher.group("name"), csv && !noHeading, keys);
  }

  private static Failure unknown(String format) {
    return Failure.usage("argument --format: [%s] is no format that the stand-in knows", format);
  }

  /** Whether the command line says nothing about it. */
  boolean isDefault() {
    return name.equals("default");
  }

  /** A single resource. */
  String one(JsonNode resource) {
    switch (name) {
      case "json":
        return Json.pretty(resource) + "\n";
      case "none":
      case "disable":
        return "";
      case "yaml":
      case "default":
        return Yaml.of(resource);
      default:
        return rows(List.of(resource));
    }
  }

  /** Resources of a list. */
  String many(List<? extends JsonNode> resources) {
    switch (name) {
      case "json":
        return "["
            + resources.stream().map(Json::pretty).collect(Collectors.joining(",\n"))
            + "]\n";
      case "none":
      case "disable":
        return "";
      case "yaml":
      case "default":
        return resources.stream().map(Yaml::of).collect(Collectors.joining("---\n"));
      default:
        return rows(resources);
    }
  }

  private String rows(List<? extends JsonNode> resources) {
    boolean csv = name.equals("csv");
    StringBuilder rows = new StringBuilder();
    if (heading) {
      rows.append(keys.stream().map(Format::label).collect(Collectors.joining(","))).append('\n');
    }
    for (JsonNode resource : resources) {
      Function<String, String> cell =
          key -> csv ? quoted(text(get(resource, key))) : text(get(resource, key));
      rows.append(keys.stream().map(cell).collect(Collectors.joining(csv ? "," : "\t")));
      rows.append('\n');
    }
    return rows.toString();
  }

  /** The heading of a column is the last word of its key, in snake case. */
  private static String label(String key) {
    String last = key.substring(key.lastIndexOf('.') + 1).replaceAll("\\[\\d+]", "");
    return last.replaceAll("([a-z0-9])([A-Z])", "$1_$2").toLowerCase(Locale.ROOT);
  }

  private static String quoted(String text) {
    return text.matches("(?s).*[,\"\n].*") ? '"' + text.replace("\"", "\"\"") + '"' : text;
  }

  /** The part of a resource that a key such as {@code config.names[0]} speaks of. */
  static JsonNode get(JsonNode resource, String key) {
    JsonNode node = resource;
    Matcher steps = STEP.matcher(key);
    while (steps.find()) {
      String step = steps.group();
      node = node.isArray() ? node.path(Integer.parseInt(step)) : node.path(step);
    }
    return node;
  }

  static String text(JsonNode node) {
    if (node.isMissingNode() || node.isNull()) {
      return "";
    }
    if (node.isBoolean()) {
      return node.asBoolean() ? "True" : "False";
    }
    List<String> parts = new ArrayList<>();
    if (node.isArray()) {
      node.forEach(element -> parts.add(text(element)));
      return String.join(";", parts);
    }
    if (node.isObject()) {
      node.fields()
          .forEachRemaining(field -> parts.add(field.getKey() + "=" + text(field.getValue())));
      return String.join(";", parts);
    }
    return node.asText();
  }
}
