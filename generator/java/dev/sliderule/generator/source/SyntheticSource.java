package dev.sliderule.generator.source;

import static dev.sliderule.pipeline.event.TransactionFields.DISCOUNT;
import static dev.sliderule.pipeline.event.TransactionFields.FINAL_AMOUNT;
import static dev.sliderule.pipeline.event.TransactionFields.IS_PREMIUM_CUSTOMER;
import static dev.sliderule.pipeline.event.TransactionFields.LOYALTY_POINTS;
import static dev.sliderule.pipeline.event.TransactionFields.PAYMENT_METHOD;
import static dev.sliderule.pipeline.event.TransactionFields.PRODUCT_CATEGORY;
import static dev.sliderule.pipeline.event.TransactionFields.QUANTITY;
import static dev.sliderule.pipeline.event.TransactionFields.RECORD_ID;
import static dev.sliderule.pipeline.event.TransactionFields.TOTAL_AMOUNT;
import static dev.sliderule.pipeline.event.TransactionFields.TRANSACTION_DATE;
import static dev.sliderule.pipeline.event.TransactionFields.TRANSACTION_ID;
import static dev.sliderule.pipeline.event.TransactionFields.UNIT_PRICE;

import dev.sliderule.pipeline.event.TransactionFields;
import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.commons.rng.UniformRandomProvider;

/**
 * Made-up customer transactions without end. Who buys what follows from the seed and the record's
 * index; who a customer is, from the seed and the customer's number. Money is exact: {@code
 * total_amount = quantity * unit_price} and {@code final_amount = total_amount - discount}, all
 * with two decimals.
 */
public final class SyntheticSource implements RecordSource {
  private static final long serialVersionUID = 1L;

  private static final List<Category> CATEGORIES =
      List.of(
          new Category("Books", 500, 4_000),
          new Category("Clothing", 1_500, 15_000),
          new Category("Electronics", 5_000, 150_000),
          new Category("Garden", 800, 25_000),
          new Category("Groceries", 100, 3_000),
          new Category("Health", 400, 8_000),
          new Category("Home", 1_000, 40_000),
          new Category("Music", 700, 5_000),
          new Category("Sports", 1_000, 30_000),
          new Category("Toys", 500, 10_000));
  private static final List<String> PAYMENT_METHODS =
      List.of("credit_card", "debit_card", "bank_transfer", "wallet", "gift_card", "cash");
  private static final int[] DISCOUNT_PERCENTS = {0, 0, 0, 5, 10, 15, 20};

  // One transaction a minute, and after a year the dates start again.
  private static final LocalDateTime FIRST_DATE = LocalDateTime.of(2025, 1, 1, 0, 0);
  private static final long MINUTES = 365L * 24 * 60;

  private final long seed;
  private final Popularity popularity;

  private SyntheticSource(long seed, Popularity popularity) {
    this.seed = seed;
    this.popularity = popularity;
  }

  public static SyntheticSource of(long seed, Popularity popularity) {
    return new SyntheticSource(seed, popularity);
  }

  @Override
  public List<String> fieldNames() {
    return TransactionFields.TRANSACTION;
  }

  @Override
  public OptionalLong size() {
    return OptionalLong.empty();
  }

  @Override
  public RecordCursor open() {
    return new Cursor(seed, popularity);
  }

  private static final class Cursor implements RecordCursor {
    private final long seed;
    private final Popularity popularity;
    private final Customers customers;

    Cursor(long seed, Popularity popularity) {
      this.seed = seed;
      this.popularity = popularity;
      this.customers = new Customers(seed);
    }

    @Override
    public Map<String, FieldValue> at(long index) {
      UniformRandomProvider random = Randomness.TRANSACTION.at(seed, index);
      Map<String, FieldValue> fields = new LinkedHashMap<>();
      // First of all, for the order of the fields.
      TransactionFields.TRANSACTION.forEach(name -> fields.put(name, FieldValue.nothing()));
      customers.describe(popularity.draw(random), fields);
      describe(index, random, fields);
      return fields;
    }

    private static void describe(
        long index, UniformRandomProvider random, Map<String, FieldValue> fields) {
      Category category = CATEGORIES.get(random.nextInt(CATEGORIES.size()));
      int quantity = 1 + random.nextInt(5);
      long unitPrice = category.minCents + random.nextLong(category.maxCents - category.minCents);
      long total = quantity * unitPrice;
      long discount = total * DISCOUNT_PERCENTS[random.nextInt(DISCOUNT_PERCENTS.length)] / 100;
      long finalAmount = total - discount;
      boolean premium = Boolean.parseBoolean(fields.get(IS_PREMIUM_CUSTOMER).text());
      LocalDateTime date = FIRST_DATE.plusMinutes(index % MINUTES);

      fields.put(TRANSACTION_ID, FieldValue.text(String.format(Locale.ROOT, "T%010d", index)));
      fields.put(
          TRANSACTION_DATE, FieldValue.text(DateTimeFormatter.ISO_LOCAL_DATE_TIME.format(date)));
      fields.put(PRODUCT_CATEGORY, FieldValue.text(category.name));
      fields.put(QUANTITY, FieldValue.number(quantity));
      fields.put(UNIT_PRICE, money(unitPrice));
      fields.put(TOTAL_AMOUNT, money(total));
      fields.put(DISCOUNT, money(discount));
      fields.put(FINAL_AMOUNT, money(finalAmount));
      fields.put(
          PAYMENT_METHOD,
          FieldValue.text(PAYMENT_METHODS.get(random.nextInt(PAYMENT_METHODS.size()))));
      fields.put(LOYALTY_POINTS, FieldValue.number(finalAmount / 100 * (premium ? 2 : 1)));
      fields.put(RECORD_ID, FieldValue.number(index));
    }

    private static FieldValue money(long cents) {
      return FieldValue.number(BigDecimal.valueOf(cents, 2).toPlainString());
    }

    @Override
    public void close() {}
  }

  private static final class Category {
    private final String name;
    private final long minCents;
    private final long maxCents;

    Category(String name, long minCents, long maxCents) {
      this.name = name;
      this.minCents = minCents;
      this.maxCents = maxCents;
    }
  }
}
