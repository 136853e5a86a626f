package dev.sliderule.bench;

import dev.sliderule.bench.streams.KafkaStreamsJob;
import dev.sliderule.pipeline.count.HllCounter;
import dev.sliderule.testing.spark.SparkHome;
import java.nio.file.Path;
import java.util.List;

/** Kafka Streams with hopping windows and sketches as large as ours. */
final class KafkaStreamsWindows implements Subject {
  private static final Path LIBRARIES = Path.of("target", "bench-libraries");

  @Override
  public String letter() {
    return "e";
  }

  @Override
  public String name() {
    return "Kafka Streams, hopping windows";
  }

  @Override
  public List<String> command(Run run) {
    Events events = run.topic().events();
    return List.of(
        "-Xmx" + run.heap(),
        COLLECTOR,
        "-XX:ActiveProcessorCount=" + CORES,
        "-cp",
        String.join(
            ":",
            SparkHome.conf().toString(),
            LIBRARIES.resolve("kafka-streams") + "/*",
            "target/test-classes"),
        KafkaStreamsJob.class.getName(),
        run.bootstrapServers(),
        run.topic().name(),
        run.results(),
        Long.toString(run.windows().sizeMillis()),
        Long.toString(run.windows().periodMillis()),
        Long.toString(events.lastTime() - events.time(0)),
        run.groups().field(),
        Integer.toString(HllCounter.ofMaxEstimationError(MAX_ESTIMATION_ERROR).lgK()),
        run.state().toString());
  }
}
