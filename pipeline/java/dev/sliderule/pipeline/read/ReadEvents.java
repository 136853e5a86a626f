package dev.sliderule.pipeline.read;

import dev.sliderule.pipeline.event.Event;
import dev.sliderule.pipeline.event.EventCoder;
import dev.sliderule.pipeline.event.Projection;
import dev.sliderule.pipeline.event.ProjectionCoder;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.coders.NullableCoder;
import org.apache.beam.sdk.io.kafka.KafkaIO;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PBegin;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.TupleTagList;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.joda.time.Instant;

/**
 * Reads a Kafka topic of JSON objects.
 *
 * <p>Output: {@link #EVENTS}, with their event times as timestamps, and {@link #MALFORMED}, every
 * record that is no event. Each record read is in exactly one of the two. The watermark is that of
 * the slowest partition; see {@link EventTimePolicy}.
 */
public final class ReadEvents extends PTransform<PBegin, PCollectionTuple> {
  private static final long serialVersionUID = 1L;

  /** The records that can be counted. */
  public static final TupleTag<Event> EVENTS = RouteRecordsFn.EVENTS;

  /** The records that cannot. */
  public static final TupleTag<MalformedRecord> MALFORMED = RouteRecordsFn.MALFORMED;

  private final ReadSettings settings;

  private ReadEvents(ReadSettings settings) {
    this.settings = settings;
  }

  public static ReadEvents from(ReadSettings settings) {
    return new ReadEvents(settings);
  }

  @Override
  public PCollectionTuple expand(PBegin begin) {
    PCollectionTuple routed =
        begin
            .apply("ReadKafka", read())
            .apply(
                "RouteRecords",
                ParDo.of(new RouteRecordsFn(settings.fields().maxFutureSkew()))
                    .withOutputTags(EVENTS, TupleTagList.of(MALFORMED)));
    routed.get(EVENTS).setCoder(EventCoder.of());
    routed.get(MALFORMED).setCoder(MalformedRecordCoder.of());
    return routed;
  }

  private KafkaIO.Read<byte[], Projection> read() {
    ReadSettings settings = this.settings;
    KafkaIO.Read<byte[], Projection> read =
        KafkaIO.<byte[], Projection>read()
            .withBootstrapServers(settings.bootstrapServers())
            .withTopic(settings.topic())
            .withKeyDeserializerAndCoder(
                ByteArrayDeserializer.class, NullableCoder.of(ByteArrayCoder.of()))
            .withValueDeserializerProviderAndCoder(
                ProjectingDeserializer.provider(settings.fields()), ProjectionCoder.of())
            .withConsumerConfigUpdates(consumerConfig())
            .withTimestampPolicyFactory(
                (partition, previousWatermark) ->
                    new EventTimePolicy(settings, previousWatermark, Instant::now));
    return settings.startFrom() == ReadSettings.StartFrom.TIMESTAMP
        ? read.withStartReadTime(settings.startTime())
        : read;
  }

  private Map<String, Object> consumerConfig() {
    Map<String, Object> config = new HashMap<>(settings.clientConfig());
    if (settings.startFrom() != ReadSettings.StartFrom.TIMESTAMP) {
      config.put(
          ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
          settings.startFrom().name().toLowerCase(Locale.ROOT));
    }
    // Progress is kept by the runner; offsets in a consumer group would only look like it.
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    return config;
  }
}
