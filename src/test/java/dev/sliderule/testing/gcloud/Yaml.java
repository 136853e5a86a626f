package dev.sliderule.testing.gcloud;

import com.fasterxml.jackson.databind.JsonNode;

/** Resources for people to read. */
final class Yaml {
  private Yaml() {}

  static String of(JsonNode resource) {
    StringBuilder text = new StringBuilder();
    append(text, "", resource);
    return text.toString();
  }

  private static void append(StringBuilder text, String indent, JsonNode node) {
    node.fields()
        .forEachRemaining(
            field -> {
              text.append(indent).append(field.getKey()).append(':');
              appendValue(text, indent, field.getValue());
            });
  }

  private static void appendValue(StringBuilder text, String indent, JsonNode value) {
    if (value.isObject()) {
      text.append('\n');
      append(text, indent + "  ", value);
    } else if (value.isArray()) {
      text.append('\n');
      for (JsonNode element : value) {
        text.append(indent).append(element.isContainerNode() ? "-" : "- " + element.asText());
        text.append('\n');
        append(text, indent + "  ", element);
      }
    } else {
      text.append(' ').append(value.asText()).append('\n');
    }
  }
}
