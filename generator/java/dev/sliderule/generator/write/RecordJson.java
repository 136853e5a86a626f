package dev.sliderule.generator.write;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.sliderule.generator.source.FieldValue;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;

/** The fields of a record as one JSON object in UTF-8; numbers are written as they stand. */
final class RecordJson {
  private static final JsonFactory JSON = new JsonFactory();

  private RecordJson() {}

  static byte[] encode(Map<String, FieldValue> fields) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(700);
    try (JsonGenerator json = JSON.createGenerator(out)) {
      json.writeStartObject();
      for (Map.Entry<String, FieldValue> field : fields.entrySet()) {
        json.writeFieldName(field.getKey());
        write(field.getValue(), json);
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private static void write(FieldValue value, JsonGenerator json) throws IOException {
    switch (value.type()) {
      case TEXT:
        json.writeString(value.text());
        break;
      case NUMBER:
        json.writeNumber(value.text());
        break;
      case BOOLEAN:
        json.writeBoolean(Boolean.parseBoolean(value.text()));
        break;
      case NULL:
        json.writeNull();
        break;
    }
  }
}
