package dev.sliderule.pipeline.event;

import java.util.List;

/**
 * The event contract of the customer-transactions demo: the JSON fields of one transaction, and
 * what a producer adds to them. The pipeline itself is tied to none of these names; its options
 * name the fields that it needs, and these are their defaults.
 */
public final class TransactionFields {
  public static final String CUSTOMER_ID = "customer_id";
  public static final String TRANSACTION_ID = "transaction_id";
  public static final String TRANSACTION_DATE = "transaction_date";
  public static final String FIRST_NAME = "first_name";
  public static final String LAST_NAME = "last_name";
  public static final String EMAIL = "email";
  public static final String PHONE = "phone";
  public static final String AGE = "age";
  public static final String GENDER = "gender";
  public static final String CITY = "city";
  public static final String STATE = "state";
  public static final String ZIP_CODE = "zip_code";
  public static final String PRODUCT_CATEGORY = "product_category";
  public static final String QUANTITY = "quantity";
  public static final String UNIT_PRICE = "unit_price";
  public static final String TOTAL_AMOUNT = "total_amount";
  public static final String DISCOUNT = "discount";
  public static final String FINAL_AMOUNT = "final_amount";
  public static final String PAYMENT_METHOD = "payment_method";
  public static final String IS_PREMIUM_CUSTOMER = "is_premium_customer";
  public static final String CUSTOMER_SINCE = "customer_since";
  public static final String LOYALTY_POINTS = "loyalty_points";
  public static final String RECORD_ID = "record_id";

  /** Number of the batch that the producer sent the record in, from 0. */
  public static final String BATCH_NUMBER = "batch_number";

  /** Position of the record in its batch, from 0. */
  public static final String BATCH_POSITION = "batch_position";

  /** When the producer made the record: epoch seconds with a fraction. */
  public static final String PRODUCER_TIMESTAMP = "producer_timestamp";

  /** The fields of a transaction, in their usual order. */
  public static final List<String> TRANSACTION =
      List.of(
          CUSTOMER_ID,
          TRANSACTION_ID,
          TRANSACTION_DATE,
          FIRST_NAME,
          LAST_NAME,
          EMAIL,
          PHONE,
          AGE,
          GENDER,
          CITY,
          STATE,
          ZIP_CODE,
          PRODUCT_CATEGORY,
          QUANTITY,
          UNIT_PRICE,
          TOTAL_AMOUNT,
          DISCOUNT,
          FINAL_AMOUNT,
          PAYMENT_METHOD,
          IS_PREMIUM_CUSTOMER,
          CUSTOMER_SINCE,
          LOYALTY_POINTS,
          RECORD_ID);

  /** The fields that a producer adds to a transaction. */
  public static final List<String> PRODUCER =
      List.of(BATCH_NUMBER, BATCH_POSITION, PRODUCER_TIMESTAMP);

  private TransactionFields() {}
}
