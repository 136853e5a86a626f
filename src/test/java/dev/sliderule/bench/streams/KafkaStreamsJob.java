package dev.sliderule.bench.streams;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.EmitStrategy;
import org.apache.kafka.streams.kstream.Grouped;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.Repartitioned;
import org.apache.kafka.streams.kstream.TimeWindows;
import org.apache.kafka.streams.kstream.Windowed;
import org.apache.kafka.streams.processor.StreamPartitioner;
import org.apache.kafka.streams.state.WindowStore;

/**
 * The same count as ours in the words of Kafka Streams: hopping windows by group, each with an HLL
 * sketch, and a row when a window closes. Ends when the topic has been read.
 *
 * <p>Time goes on with whichever partition is ahead, and in a backlog some are by minutes. So that
 * no event is late, windows stay open for the event time of the whole topic.
 */
public final class KafkaStreamsJob {
  private static final JsonFactory JSON = new JsonFactory();
  private static final int THREADS = 2;
  private static final long CACHE_BYTES = 256L * 1024 * 1024;

  /** Longer than any jump in event time: stores forget what is older. */
  private static final Duration RETENTION = Duration.ofDays(1);

  private final String topic;
  private final String results;
  private final String groupField;
  private final TimeWindows windows;
  private final int lgK;

  private KafkaStreamsJob(
      String topic, String results, String groupField, TimeWindows windows, int lgK) {
    this.topic = topic;
    this.results = results;
    this.groupField = groupField;
    this.windows = windows;
    this.lgK = lgK;
  }

  /**
   * Takes brokers, topic, results topic, size, period and grace in milliseconds, group field,
   * binary logarithm of the sketch's registers, state directory.
   */
  public static void main(String[] args) throws Exception {
    TimeWindows windows =
        TimeWindows.ofSizeAndGrace(millis(args[3]), millis(args[5])).advanceBy(millis(args[4]));
    KafkaStreamsJob job =
        new KafkaStreamsJob(args[1], args[2], args[6], windows, Integer.parseInt(args[7]));
    Map<Integer, Long> ends = ends(args[0], args[1]);
    CountDownLatch tasks = new CountDownLatch(ends.size());
    CompletableFuture<Void> end = new CompletableFuture<>();
    Runnable taskDone =
        () -> {
          tasks.countDown();
          if (tasks.getCount() == 0) {
            end.complete(null);
          }
        };
    try (KafkaStreams streams =
        new KafkaStreams(job.topology(ends, taskDone), settings(args[0], args[2], args[8]))) {
      streams.setUncaughtExceptionHandler(
          failure -> {
            end.completeExceptionally(failure);
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
          });
      streams.start();
      end.get();
    }
  }

  private static Properties settings(String bootstrapServers, String name, String state) {
    Properties settings = new Properties();
    settings.putAll(
        Map.of(
            "application.id", name,
            "bootstrap.servers", bootstrapServers,
            "num.stream.threads", THREADS,
            "statestore.cache.max.bytes", CACHE_BYTES,
            "auto.offset.reset", "earliest",
            "state.dir", state));
    return settings;
  }

  /** The offset after the last event of each partition. */
  private static Map<Integer, Long> ends(String bootstrapServers, String topic) {
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", bootstrapServers),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(info -> new TopicPartition(topic, info.partition()))
              .collect(Collectors.toList());
      return consumer.endOffsets(partitions).entrySet().stream()
          .collect(Collectors.toMap(e -> e.getKey().partition(), Map.Entry::getValue));
    }
  }

  private Topology topology(Map<Integer, Long> ends, Runnable taskDone) {
    int partitions = ends.size();
    StreamsBuilder builder = new StreamsBuilder();
    builder.stream(
            topic,
            Consumed.with(Serdes.ByteArray(), saleSerde())
                .withTimestampExtractor((record, before) -> ((Sale) record.value()).time()))
        .process(() -> new ShareOut(groupField, ends))
        .repartition(
            Repartitioned.with(Serdes.String(), Share.serde())
                .withStreamPartitioner(endsToAll())
                .withNumberOfPartitions(partitions))
        .processValues(() -> new HoldEnds(partitions, taskDone))
        .groupByKey(Grouped.with(Serdes.String(), Share.serde()))
        .windowedBy(windows)
        .emitStrategy(EmitStrategy.onWindowClose())
        .aggregate(
            () -> GroupCount.empty(lgK),
            (group, share, count) -> count.add(share),
            Materialized.<String, GroupCount, WindowStore<Bytes, byte[]>>with(
                    Serdes.String(), GroupCount.serde())
                .withRetention(RETENTION))
        .toStream()
        .map((window, count) -> KeyValue.pair(key(window), row(window, count)))
        .to(results, Produced.with(Serdes.String(), Serdes.String()));
    return builder.build();
  }

  private Serde<Sale> saleSerde() {
    Deserializer<Sale> deserializer =
        (name, json) -> {
          try {
            return Sale.parse(json, groupField);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        };
    return Serdes.serdeFrom(
        (name, sale) -> {
          throw new UnsupportedOperationException("events are only read");
        },
        deserializer);
  }

  /** An end goes to every partition, and everything else where its key says. */
  private static StreamPartitioner<String, Share> endsToAll() {
    return new StreamPartitioner<>() {
      @Override
      @Deprecated
      public Integer partition(String name, String key, Share share, int partitions) {
        throw new UnsupportedOperationException("partitions() replaces it");
      }

      @Override
      public Optional<Set<Integer>> partitions(
          String name, String key, Share share, int partitions) {
        return key.equals(ShareOut.END)
            ? Optional.of(IntStream.range(0, partitions).boxed().collect(Collectors.toSet()))
            : Optional.empty();
      }
    };
  }

  private static String key(Windowed<String> window) {
    return window.window().startTime() + " " + window.key();
  }

  private static String row(Windowed<String> window, GroupCount count) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      json.writeStringField("windowStart", window.window().startTime().toString());
      json.writeStringField("windowEnd", window.window().endTime().toString());
      json.writeStringField("group", window.key());
      json.writeNumberField("records", count.records());
      json.writeNumberField("unique", count.unique());
      json.writeNumberField("amountSum", count.amountSum());
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  private static Duration millis(String text) {
    return Duration.ofMillis(Long.parseLong(text));
  }
}
