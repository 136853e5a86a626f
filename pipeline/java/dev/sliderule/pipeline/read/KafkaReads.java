package dev.sliderule.pipeline.read;

import dev.sliderule.pipeline.event.Projection;
import dev.sliderule.pipeline.event.ProjectionCoder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.PipelineRunner;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.NullableCoder;
import org.apache.beam.sdk.extensions.avro.coders.AvroCoder;
import org.apache.beam.sdk.io.Read;
import org.apache.beam.sdk.io.UnboundedSource;
import org.apache.beam.sdk.io.kafka.KafkaCheckpointMark;
import org.apache.beam.sdk.io.kafka.KafkaIO;
import org.apache.beam.sdk.io.kafka.KafkaRecord;
import org.apache.beam.sdk.options.ExperimentalOptions;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.runners.TransformHierarchy;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.joda.time.Instant;

/** KafkaIO, set up for the job's topic. */
final class KafkaReads {
  /**
   * KafkaIO polls in a thread of its own and hands over what one poll has brought. By default these
   * are 500 records, and most of the reader's time would be waiting for the next.
   */
  private static final Map<String, Object> FETCHES =
      Map.of(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 4_000);

  /** What KafkaIO's sources have; made once, as it is asked for in each batch. */
  static final Coder<KafkaCheckpointMark> CHECKPOINT_MARKS =
      AvroCoder.of(KafkaCheckpointMark.class);

  private KafkaReads() {}

  /** The source that KafkaIO makes to read some partitions. */
  static UnboundedSource<KafkaRecord<byte[], Projection>, KafkaCheckpointMark> partitions(
      ReadSettings settings, List<Integer> partitions) {
    Map<String, Object> config = new HashMap<>(FETCHES);
    config.putAll(settings.clientConfig());
    // Progress is kept elsewhere; what KafkaIO has read need not have been dealt with.
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    // Records that are gone before they were read must not be passed over in silence.
    config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    if (settings.start().consumerGroup() != null) {
      config.put(ConsumerConfig.GROUP_ID_CONFIG, settings.start().consumerGroup());
    }
    return sourceIn(
        KafkaIO.<byte[], Projection>read()
            .withBootstrapServers(settings.bootstrapServers())
            .withKeyDeserializerAndCoder(
                ByteArrayDeserializer.class, NullableCoder.of(ByteArrayCoder.of()))
            .withValueDeserializerProviderAndCoder(
                ProjectingDeserializer.provider(settings.fields()), ProjectionCoder.of())
            .withConsumerConfigUpdates(config)
            .withTimestampPolicyFactory(
                (partition, previousWatermark) ->
                    new EventTimePolicy(
                        settings,
                        previousWatermark,
                        KafkaPartitions.of(settings).activity(partition.partition()),
                        Instant::now))
            .withTopicPartitions(
                partitions.stream()
                    .map(partition -> new TopicPartition(settings.topic(), partition))
                    .collect(Collectors.toCollection(ArrayList::new))));
  }

  /** KafkaIO shows its source only in a pipeline; so it is put into one that never runs. */
  private static UnboundedSource<KafkaRecord<byte[], Projection>, KafkaCheckpointMark> sourceIn(
      KafkaIO.Read<byte[], Projection> read) {
    PipelineOptions options = PipelineOptionsFactory.create();
    options.setRunner(NoRunner.class);
    ExperimentalOptions.addExperiment(options.as(ExperimentalOptions.class), "use_deprecated_read");
    Pipeline pipeline = Pipeline.create(options);
    pipeline.apply("Read", read);
    SourceFinder finder = new SourceFinder();
    pipeline.traverseTopologically(finder);
    return finder.source;
  }

  /** For the pipeline that never runs; Beam's default runner may not be there. */
  private static final class NoRunner extends PipelineRunner<PipelineResult> {
    /** Beam calls it by its name. */
    @SuppressWarnings({"unused", "EffectivelyPrivate"})
    public static NoRunner fromOptions(PipelineOptions options) {
      return new NoRunner();
    }

    @Override
    public PipelineResult run(Pipeline pipeline) {
      throw new UnsupportedOperationException("this pipeline only shows its source");
    }
  }

  private static final class SourceFinder extends Pipeline.PipelineVisitor.Defaults {
    private UnboundedSource<KafkaRecord<byte[], Projection>, KafkaCheckpointMark> source;

    @Override
    @SuppressWarnings("unchecked") // It is what KafkaIO.Read<byte[], Projection> expands to.
    public CompositeBehavior enterCompositeTransform(TransformHierarchy.Node node) {
      if (node.getTransform() instanceof Read.Unbounded) {
        source =
            (UnboundedSource<KafkaRecord<byte[], Projection>, KafkaCheckpointMark>)
                ((Read.Unbounded<?>) node.getTransform()).getSource();
      }
      return CompositeBehavior.ENTER_TRANSFORM;
    }
  }
}
