package dev.sliderule.pipeline.read;

import dev.sliderule.pipeline.event.EventFields;
import dev.sliderule.pipeline.event.EventProjector;
import dev.sliderule.pipeline.event.Projection;
import dev.sliderule.pipeline.event.ProjectionCoder;
import java.util.Map;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CoderRegistry;
import org.apache.beam.sdk.io.kafka.DeserializerProvider;
import org.apache.kafka.common.serialization.Deserializer;
import org.joda.time.Instant;

/**
 * Projects values while the Kafka reader deserializes them, so that all that comes after moves tens
 * of bytes per event. Bad values become malformed projections: a deserializer that throws would end
 * the reader.
 */
final class ProjectingDeserializer implements Deserializer<Projection> {
  private final EventProjector projector;

  private ProjectingDeserializer(EventFields fields) {
    this.projector = new EventProjector(fields, Instant::now);
  }

  static DeserializerProvider<Projection> provider(EventFields fields) {
    return new Provider(fields);
  }

  @Override
  public Projection deserialize(String topic, byte[] value) {
    return projector.project(value);
  }

  private static final class Provider implements DeserializerProvider<Projection> {
    private static final long serialVersionUID = 1L;

    private final EventFields fields;

    Provider(EventFields fields) {
      this.fields = fields;
    }

    @Override
    public Deserializer<Projection> getDeserializer(Map<String, ?> configs, boolean isKey) {
      return new ProjectingDeserializer(fields);
    }

    @Override
    public Coder<Projection> getCoder(CoderRegistry coderRegistry) {
      return ProjectionCoder.of();
    }
  }
}
