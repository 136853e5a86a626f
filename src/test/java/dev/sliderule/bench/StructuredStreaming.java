package dev.sliderule.bench;

import dev.sliderule.testing.spark.SparkHome;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Spark Structured Streaming, without Beam. */
final class StructuredStreaming implements Subject {
  private static final Path LIBRARIES = Path.of("target", "bench-libraries");

  /** When Spark takes up more records. */
  enum TriggerKind {
    AVAILABLE_NOW("AvailableNow"),
    PROCESSING_TIME("processing time");

    private final String text;

    TriggerKind(String text) {
      this.text = text;
    }
  }

  private final TriggerKind trigger;

  StructuredStreaming(TriggerKind trigger) {
    this.trigger = trigger;
  }

  @Override
  public String letter() {
    return "c";
  }

  @Override
  public String name() {
    return "Structured Streaming, " + trigger.text;
  }

  @Override
  public boolean takesEventsAsTheyCome() {
    return trigger == TriggerKind.PROCESSING_TIME;
  }

  @Override
  public Map<String, String> environment() {
    return Map.of("SPARK_LOCAL_IP", "127.0.0.1");
  }

  @Override
  public List<String> command(Run run) {
    return List.of(
        "-Xmx" + run.heap(),
        COLLECTOR,
        "-XX:ActiveProcessorCount=" + CORES,
        "-cp",
        String.join(
            ":",
            SparkHome.conf().toString(),
            LIBRARIES.resolve("structured-streaming") + "/*",
            "target/test-classes"),
        StructuredStreamingJob.class.getName(),
        "local[" + CORES + "]",
        run.bootstrapServers(),
        run.topic().name(),
        run.results(),
        Long.toString(run.windows().sizeMillis()),
        Long.toString(run.windows().periodMillis()),
        run.groups().field(),
        trigger.name(),
        run.state().toUri().toString(),
        run.stateInMemory().toString(),
        Boolean.toString(run.isEndless()),
        SliderulePipeline.batchInterval().toMillis() + " milliseconds");
  }
}
