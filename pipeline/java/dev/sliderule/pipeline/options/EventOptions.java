package dev.sliderule.pipeline.options;

import dev.sliderule.common.Example;
import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.PipelineOptions;

/** Which fields of an event matter. Dots lead into nested objects, as in {@code user.id}. */
@Description("Fields of an event (nested ones with dots: user.id)")
public interface EventOptions extends PipelineOptions {
  @Description(
      "Field with the event time: epoch seconds or milliseconds, or ISO-8601;"
          + " @kafka takes the Kafka record's own timestamp")
  @Example("occurred_at")
  @Default.String("producer_timestamp")
  String getEventTimeField();

  void setEventTimeField(String eventTimeField);

  @Description("Field whose different values are counted")
  @Example("user.id")
  @Default.String("customer_id")
  String getUniqueField();

  void setUniqueField(String uniqueField);

  @Description("Numeric field to add up; empty for none")
  @Example("price")
  @Default.String("final_amount")
  String getAmountField();

  void setAmountField(String amountField);

  @Description("Whole-number field whose smallest and largest value are kept; empty for none")
  @Example("sequence")
  @Default.String("batch_number")
  String getSequenceField();

  void setSequenceField(String sequenceField);

  @Description(
      "Groupings to count beside the overall total, separated by commas;"
          + " fields joined by + are one combined grouping")
  @Example("product_category,city+payment_method")
  @Default.String("")
  String getGroupBy();

  void setGroupBy(String groupBy);

  @Description("How far in the future an event time may be; beyond it the record is malformed")
  @Example("10m")
  @Default.String("1h")
  String getMaxFutureSkew();

  void setMaxFutureSkew(String maxFutureSkew);
}
