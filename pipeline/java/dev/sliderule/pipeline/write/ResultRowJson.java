package dev.sliderule.pipeline.write;

import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import org.joda.time.Instant;

/**
 * The JSON form of result rows, the same in every sink: one object on one line, times in ISO-8601
 * UTC, decimal numbers exact and never in exponent notation.
 */
public final class ResultRowJson {
  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
          .build();

  private ResultRowJson() {}

  /** The row as a line of JSON, without the line's end. */
  public static String format(ResultRow row) {
    ObjectNode json = keyNode(row.key());
    json.put("records", row.records());
    json.put("unique", row.unique());
    json.put("uniqueLow", row.uniqueLow());
    json.put("uniqueHigh", row.uniqueHigh());
    json.put("uniqueMissing", row.uniqueMissing());
    json.put("amountSum", row.amountSum());
    json.put("amountAvg", row.amountAvg());
    json.put("amountMissing", row.amountMissing());
    json.put("sequenceMin", row.sequenceMin());
    json.put("sequenceMax", row.sequenceMax());
    json.put("pane", row.pane().name());
    json.put("revision", row.revision());
    return write(json);
  }

  /** The row's key as JSON: the key of its record in a results topic. */
  public static String formatKey(ResultKey key) {
    return write(keyNode(key));
  }

  private static ObjectNode keyNode(ResultKey key) {
    ObjectNode json = MAPPER.createObjectNode();
    json.put("windowStart", key.windowStart().toString());
    json.put("windowEnd", key.windowEnd().toString());
    json.put("group", key.group());
    return json;
  }

  /**
   * Reads what {@link #format} wrote.
   *
   * @throws IOException if the bytes are not the JSON of a row
   */
  public static ResultRow parse(byte[] json) throws IOException {
    JsonNode node = MAPPER.readTree(json);
    try {
      return ResultRow.builder()
          .setWindowStart(Instant.parse(node.required("windowStart").textValue()))
          .setWindowEnd(Instant.parse(node.required("windowEnd").textValue()))
          .setGroup(node.required("group").textValue())
          .setRecords(number(node, "records"))
          .setUnique(number(node, "unique"))
          .setUniqueLow(number(node, "uniqueLow"))
          .setUniqueHigh(number(node, "uniqueHigh"))
          .setUniqueMissing(number(node, "uniqueMissing"))
          .setAmountSum(decimal(node, "amountSum"))
          .setAmountAvg(isNull(node, "amountAvg") ? null : decimal(node, "amountAvg"))
          .setAmountMissing(number(node, "amountMissing"))
          .setSequenceMin(isNull(node, "sequenceMin") ? null : number(node, "sequenceMin"))
          .setSequenceMax(isNull(node, "sequenceMax") ? null : number(node, "sequenceMax"))
          .setPane(ResultRow.Pane.valueOf(node.required("pane").textValue()))
          .setRevision(number(node, "revision"))
          .build();
    } catch (RuntimeException e) {
      throw new IOException("Not a result row: " + new String(json, StandardCharsets.UTF_8), e);
    }
  }

  private static boolean isNull(JsonNode row, String field) {
    return row.required(field).isNull();
  }

  private static BigDecimal decimal(JsonNode row, String field) {
    JsonNode value = row.required(field);
    if (!value.isNumber()) {
      throw new IllegalArgumentException(field + " is no number");
    }
    return value.decimalValue();
  }

  private static Long number(JsonNode row, String field) {
    return decimal(row, field).longValueExact();
  }

  private static String write(ObjectNode json) {
    try {
      return MAPPER.writeValueAsString(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
