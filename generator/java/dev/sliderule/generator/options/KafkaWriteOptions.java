package dev.sliderule.generator.options;

import dev.sliderule.common.Example;
import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.PipelineOptions;

/** Where the records go. */
@Description("Kafka output")
public interface KafkaWriteOptions extends PipelineOptions {
  @Description("Kafka brokers to connect to first, host:port, separated by commas; required")
  @Example("localhost:9092")
  @Default.String("")
  String getBootstrapServers();

  void setBootstrapServers(String bootstrapServers);

  @Description("Topic to write to; it must exist")
  @Example("clicks")
  @Default.String("customer-transactions")
  String getTopic();

  void setTopic(String topic);

  @Description(
      "Consumer group of a pipeline on Spark, to be told when all records are sent that there will"
          + " be no more: it then closes its windows and ends; empty for none")
  @Example("sliderule-clicks")
  @Default.String("")
  String getAnnounceEndTo();

  void setAnnounceEndTo(String announceEndTo);

  @Description(
      "File of further Kafka client properties (security, batching and the like); it may not have"
          + " what the job sets itself, such as bootstrap.servers")
  @Example("kafka.properties")
  @Default.String("")
  String getProducerConfig();

  void setProducerConfig(String producerConfig);

  @Description("Field whose text is the key of the Kafka record; empty for records without a key")
  @Example("city")
  @Default.String("customer_id")
  String getKeyField();

  void setKeyField(String keyField);
}
