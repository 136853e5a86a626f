package dev.sliderule.pipeline.write;

import java.util.List;
import java.util.function.Function;
import org.apache.beam.sdk.transforms.FlatMapElements;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PDone;
import org.apache.beam.sdk.values.TypeDescriptor;

/** Writes result rows to all the sinks that were asked for. */
public final class WriteRows extends PTransform<PCollection<ShardRows>, PDone> {
  private static final long serialVersionUID = 1L;

  private static final TypeDescriptor<ResultRow> ROW = TypeDescriptor.of(ResultRow.class);

  private final transient List<Output> outputs;
  private final transient Function<String, KafkaTarget> kafka;
  private final transient Function<String, JdbcTarget> jdbc;
  private final transient int shards;

  private WriteRows(
      List<Output> outputs,
      Function<String, KafkaTarget> kafka,
      Function<String, JdbcTarget> jdbc,
      int shards) {
    this.outputs = outputs;
    this.kafka = kafka;
    this.jdbc = jdbc;
    this.shards = shards;
  }

  /**
   * Writes to each of {@code outputs}: to files the final row of each window and group, to the
   * others every row.
   *
   * @param kafka how to reach a topic of the given name
   * @param jdbc how to reach a database of the given URL
   * @param shards how many there are
   */
  public static WriteRows to(
      List<Output> outputs,
      Function<String, KafkaTarget> kafka,
      Function<String, JdbcTarget> jdbc,
      int shards) {
    return new WriteRows(outputs, kafka, jdbc, shards);
  }

  /** Whether one of the outputs takes the final row of each window and group alone. */
  public static boolean needsFinalRows(List<Output> outputs) {
    return outputs.stream().anyMatch(output -> output.format().isPresent());
  }

  @Override
  public PDone expand(PCollection<ShardRows> byShard) {
    PCollection<List<ResultRow>> finalRows =
        needsFinalRows(outputs) ? byShard.apply("AwaitFinal", FinalRows.of(shards)) : null;
    PCollection<ResultRow> rows =
        outputs.stream().allMatch(output -> output.format().isPresent())
            ? null
            : byShard
                .apply("TakeRows", FlatMapElements.into(ROW).via(ShardRows::rows))
                .setCoder(ResultRowCoder.of());
    for (int i = 0; i < outputs.size(); i++) {
      Output output = outputs.get(i);
      String name = "Sink" + i;
      if (output.format().isPresent()) {
        finalRows.apply(name, WriteRowsToFiles.to(output.target(), output.format().get()));
      } else {
        rows.apply(name, sink(output));
      }
    }
    return PDone.in(byShard.getPipeline());
  }

  private PTransform<PCollection<ResultRow>, PDone> sink(Output output) {
    switch (output.kind()) {
      case KAFKA:
        return WriteRowsToKafka.to(kafka.apply(output.target()));
      case JDBC:
        return WriteRowsToJdbc.to(jdbc.apply(output.target()));
      default:
        return WriteRowsToConsole.create();
    }
  }
}
