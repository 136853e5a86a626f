package dev.sliderule.dashboard;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sliderule.pipeline.write.ResultRow;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.List;
import javax.annotation.Nullable;

/**
 * What the page is told, as JSON. Times are epoch milliseconds; amounts are text, since a browser's
 * numbers are not exact.
 */
final class PageJson {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private PageJson() {}

  static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  static ArrayNode windows(List<ResultRow> rows) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    for (ResultRow row : rows) {
      ObjectNode json = array.addObject();
      json.put("start", row.windowStart().getMillis());
      json.put("end", row.windowEnd().getMillis());
      json.put("records", row.records());
      json.put("unique", row.unique());
      json.put("uniqueLow", row.uniqueLow());
      json.put("uniqueHigh", row.uniqueHigh());
      json.put("uniqueMissing", row.uniqueMissing());
      json.put("amountSum", text(row.amountSum()));
      json.put("amountAvg", text(row.amountAvg()));
      json.put("amountMissing", row.amountMissing());
      json.put("sequenceMin", row.sequenceMin());
      json.put("sequenceMax", row.sequenceMax());
      json.put("pane", row.pane().name());
      json.put("revision", row.revision());
    }
    return array;
  }

  static ArrayNode groups(List<ResultRow> newest) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    for (ResultRow row : newest) {
      array
          .addObject()
          .put("name", row.group())
          .put("unique", row.unique())
          .put("end", row.windowEnd().getMillis());
    }
    return array;
  }

  static ArrayNode deadLetters(List<DeadLetter> letters) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    for (DeadLetter letter : letters) {
      array
          .addObject()
          .put("at", letter.at().getMillis())
          .put("reason", letter.reason())
          .put("detail", letter.detail())
          .put("topic", letter.topic())
          .put("partition", letter.partition())
          .put("offset", letter.offset())
          .put("key", letter.key())
          .put("value", letter.value());
    }
    return array;
  }

  static String write(ObjectNode json) {
    try {
      return MAPPER.writeValueAsString(json);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Nullable
  private static String text(@Nullable BigDecimal number) {
    return number == null ? null : number.toPlainString();
  }
}
