package dev.sliderule.pipeline.write;

import java.util.List;
import java.util.function.Function;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PDone;

/** Writes result rows to all the sinks that were asked for. */
public final class WriteRows extends PTransform<PCollection<ResultRow>, PDone> {
  private static final long serialVersionUID = 1L;

  private final transient List<Output> outputs;
  private final transient Function<String, KafkaTarget> kafka;

  private WriteRows(List<Output> outputs, Function<String, KafkaTarget> kafka) {
    this.outputs = outputs;
    this.kafka = kafka;
  }

  /**
   * Writes to each of {@code outputs}.
   *
   * @param kafka how to reach a topic of the given name
   */
  public static WriteRows to(List<Output> outputs, Function<String, KafkaTarget> kafka) {
    return new WriteRows(outputs, kafka);
  }

  @Override
  public PDone expand(PCollection<ResultRow> rows) {
    for (int i = 0; i < outputs.size(); i++) {
      rows.apply("Sink" + i, sink(outputs.get(i)));
    }
    return PDone.in(rows.getPipeline());
  }

  private PTransform<PCollection<ResultRow>, PDone> sink(Output output) {
    switch (output.kind()) {
      case KAFKA:
        return WriteRowsToKafka.to(kafka.apply(output.target()));
      case JSONL:
        return WriteRowsToJsonLines.to(output.target());
      default:
        return WriteRowsToConsole.create();
    }
  }
}
