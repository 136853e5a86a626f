package dev.sliderule.bench;

import static org.apache.spark.sql.functions.approx_count_distinct;
import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.from_json;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.to_json;
import static org.apache.spark.sql.functions.window;

import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.DataStreamWriter;
import org.apache.spark.sql.streaming.OutputMode;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.Trigger;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The same count as ours in Spark's own words: only the fields that count are parsed, sums are
 * exact, and unique counts have the standard error of our default, half of what 95 % of them stay
 * within. Ends when the topic has been read, unless it is to go on.
 */
public final class StructuredStreamingJob {
  private static final double STANDARD_ERROR = Subject.MAX_ESTIMATION_ERROR / 2;
  private static final String MAX_OUT_OF_ORDERNESS = "2 seconds";
  private static final String RECORDS_PER_TRIGGER = "200000";

  private StructuredStreamingJob() {}

  /**
   * Takes master, brokers, topic, results topic, size, period, group field, trigger, checkpoint, a
   * file for the bytes of state, whether to go on after the end of the topic, and the time from one
   * batch to the next.
   */
  public static void main(String[] args) throws Exception {
    String bootstrapServers = args[1];
    String groupField = args[6];
    boolean availableNow = args[7].equals(StructuredStreaming.TriggerKind.AVAILABLE_NOW.name());
    boolean endless = Boolean.parseBoolean(args[10]);
    try (SparkSession spark = session(args[0])) {
      spark.streams().addListener(new StateSize(args[9]));
      Dataset<Row> records = read(spark, bootstrapServers, args[2], availableNow);
      Dataset<Row> rows = counted(records, millis(args[4]), millis(args[5]), groupField);
      DataStreamWriter<Row> writer =
          rows.writeStream()
              .format("kafka")
              .option("kafka.bootstrap.servers", bootstrapServers)
              .option("topic", args[3])
              .option("checkpointLocation", args[8])
              .outputMode(OutputMode.Append())
              .trigger(availableNow ? Trigger.AvailableNow() : Trigger.ProcessingTime(args[11]));
      StreamingQuery query = writer.start();
      if (availableNow || endless) {
        query.awaitTermination();
      } else {
        query.processAllAvailable();
        query.stop();
      }
    }
  }

  private static SparkSession session(String master) {
    return SparkSession.builder()
        .master(master)
        .appName("structured-streaming")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.sql.session.timeZone", "UTC")
        .config("spark.sql.shuffle.partitions", Subject.CORES)
        .getOrCreate();
  }

  private static Dataset<Row> read(
      SparkSession spark, String bootstrapServers, String topic, boolean availableNow) {
    org.apache.spark.sql.streaming.DataStreamReader reader =
        spark
            .readStream()
            .format("kafka")
            .option("kafka.bootstrap.servers", bootstrapServers)
            .option("subscribe", topic)
            .option("startingOffsets", "earliest");
    return (availableNow ? reader : reader.option("maxOffsetsPerTrigger", RECORDS_PER_TRIGGER))
        .load();
  }

  private static Dataset<Row> counted(
      Dataset<Row> records, String size, String period, String groupField) {
    StructType schema =
        new StructType()
            .add("producer_timestamp", DataTypes.DoubleType)
            .add("customer_id", DataTypes.StringType)
            .add("final_amount", DataTypes.createDecimalType(18, 2))
            .add(groupField, DataTypes.StringType);
    Column event = col("event");
    return records
        .select(from_json(col("value").cast(DataTypes.StringType), schema).as("event"))
        .select(
            event.getField("producer_timestamp").cast(DataTypes.TimestampType).as("time"),
            event.getField("customer_id").as("customer"),
            event.getField("final_amount").as("amount"),
            explode(array(lit("all"), concat(lit(groupField + "="), event.getField(groupField))))
                .as("group"))
        .withWatermark("time", MAX_OUT_OF_ORDERNESS)
        .groupBy(window(col("time"), size, period), col("group"))
        .agg(
            count(lit(1)).as("records"),
            approx_count_distinct("customer", STANDARD_ERROR).as("unique"),
            sum("amount").as("amountSum"))
        .select(
            to_json(
                    struct(
                        col("window.start").as("windowStart"),
                        col("window.end").as("windowEnd"),
                        col("group")))
                .as("key"),
            to_json(
                    struct(
                        col("window.start").as("windowStart"),
                        col("window.end").as("windowEnd"),
                        col("group"),
                        col("records"),
                        col("unique"),
                        col("amountSum")))
                .as("value"));
  }

  private static String millis(String text) {
    return text + " milliseconds";
  }
}
