package dev.sliderule.pipeline.options;

import dev.sliderule.common.Example;
import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.PipelineOptions;

/** Where the events come from, and where those go that cannot be read. */
@Description("Kafka input")
public interface KafkaReadOptions extends PipelineOptions {
  @Description("Kafka brokers to connect to first, host:port, separated by commas; required")
  @Example("localhost:9092")
  @Default.String("")
  String getBootstrapServers();

  void setBootstrapServers(String bootstrapServers);

  @Description("Topic of JSON objects to read")
  @Example("clicks")
  @Default.String("customer-transactions")
  String getTopic();

  void setTopic(String topic);

  @Description(
      "Make the topic with so many partitions if there is none, 1 to 1000; 0: it must exist")
  @Example("8")
  @Default.Integer(0)
  int getTopicPartitions();

  void setTopicPartitions(int topicPartitions);

  @Description(
      "Topic for records that cannot be counted, with the reason in the headers; made if missing;"
          + " none means <topic>-dead-letter")
  @Example("clicks-dead-letter")
  @Default.String("")
  String getDeadLetterTopic();

  void setDeadLetterTopic(String deadLetterTopic);

  @Description(
      "File of further Kafka client properties (security and the like), for all clients; it may not"
          + " have what the job sets itself, such as bootstrap.servers")
  @Example("kafka.properties")
  @Default.String("")
  String getConsumerConfig();

  void setConsumerConfig(String consumerConfig);

  @Description(
      "Where to start reading: earliest, latest, a time in ISO-8601, or resume: where the windows"
          + " began that an earlier job of the consumer group had open (SparkRunner)")
  @Example("2026-01-31T12:00:00Z")
  @Default.String("earliest")
  String getStartFrom();

  void setStartFrom(String startFrom);

  @Description(
      "Consumer group under which the SparkRunner keeps how far the job is, for one job at a time;"
          + " none means sliderule-<topic>")
  @Example("clicks-per-minute")
  @Default.String("")
  String getConsumerGroup();

  void setConsumerGroup(String consumerGroup);

  @Description(
      "End the job, closing all windows, once every record that was there when a partition was"
          + " caught up has been read")
  @Example("true")
  @Default.Boolean(false)
  boolean isStopWhenCaughtUp();

  void setStopWhenCaughtUp(boolean stopWhenCaughtUp);

  @Description("End the job with an error when no broker has answered for this long")
  @Example("5m")
  @Default.String("60s")
  String getKafkaTimeout();

  void setKafkaTimeout(String kafkaTimeout);

  @Description(
      "End the job with an error when it has dealt with nothing, or has fallen further and further"
          + " behind Kafka, for this long; should be longer than the longest peak that is too much"
          + " for the job (SparkRunner)")
  @Example("30m")
  @Default.String("10m")
  String getProgressTimeout();

  void setProgressTimeout(String progressTimeout);
}
