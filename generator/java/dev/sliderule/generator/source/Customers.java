package dev.sliderule.generator.source;

import static dev.sliderule.pipeline.event.TransactionFields.AGE;
import static dev.sliderule.pipeline.event.TransactionFields.CITY;
import static dev.sliderule.pipeline.event.TransactionFields.CUSTOMER_ID;
import static dev.sliderule.pipeline.event.TransactionFields.CUSTOMER_SINCE;
import static dev.sliderule.pipeline.event.TransactionFields.EMAIL;
import static dev.sliderule.pipeline.event.TransactionFields.FIRST_NAME;
import static dev.sliderule.pipeline.event.TransactionFields.GENDER;
import static dev.sliderule.pipeline.event.TransactionFields.IS_PREMIUM_CUSTOMER;
import static dev.sliderule.pipeline.event.TransactionFields.LAST_NAME;
import static dev.sliderule.pipeline.event.TransactionFields.PHONE;
import static dev.sliderule.pipeline.event.TransactionFields.STATE;
import static dev.sliderule.pipeline.event.TransactionFields.ZIP_CODE;

import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.commons.rng.UniformRandomProvider;

/** Made-up customers: a customer's number and the seed say all about the customer. */
final class Customers {
  private static final List<String> FEMALE_NAMES =
      List.of("Alice", "Carla", "Elena", "Grace", "Ines", "Keiko", "Maria", "Olga", "Priya", "Zoe");
  private static final List<String> MALE_NAMES =
      List.of("Bruno", "David", "Femi", "Hugo", "Ivan", "Jamal", "Liam", "Noah", "Omar", "Wei");
  private static final List<String> LAST_NAMES =
      List.of(
          "Adams", "Baker", "Chen", "Diaz", "Evans", "Fischer", "Garcia", "Haddad", "Ito", "Jones",
          "Khan", "Lopez", "Meyer", "Nguyen", "Okafor", "Patel", "Rossi", "Silva", "Tanaka",
          "Weber");
  private static final List<Place> PLACES =
      List.of(
          new Place("Boston", "MA", "02108", "617"),
          new Place("Hartford", "CT", "06103", "860"),
          new Place("Newark", "NJ", "07102", "973"),
          new Place("New York", "NY", "10007", "212"),
          new Place("Philadelphia", "PA", "19107", "215"),
          new Place("Atlanta", "GA", "30303", "404"),
          new Place("Miami", "FL", "33130", "305"),
          new Place("Detroit", "MI", "48226", "313"),
          new Place("Chicago", "IL", "60602", "312"),
          new Place("Houston", "TX", "77002", "713"),
          new Place("Denver", "CO", "80202", "303"),
          new Place("Phoenix", "AZ", "85003", "602"),
          new Place("Los Angeles", "CA", "90012", "213"),
          new Place("Seattle", "WA", "98104", "206"));
  private static final LocalDate FIRST_JOINED = LocalDate.of(2015, 1, 1);
  private static final int DAYS_OF_JOINING = 3650;
  private static final double PREMIUM_SHARE = 0.2;

  private final long seed;

  Customers(long seed) {
    this.seed = seed;
  }

  /** Puts a customer's fields into a record. */
  void describe(int number, Map<String, FieldValue> fields) {
    UniformRandomProvider random = Randomness.CUSTOMER.at(seed, number);
    boolean female = random.nextBoolean();
    String firstName = oneOf(female ? FEMALE_NAMES : MALE_NAMES, random);
    String lastName = oneOf(LAST_NAMES, random);
    Place place = oneOf(PLACES, random);
    String email = String.format(Locale.ROOT, "%s.%s.%d@example.com", firstName, lastName, number);
    // 555-0100 to 555-0199 are kept free for fiction.
    String phone =
        String.format(Locale.ROOT, "+1-%s-555-01%02d", place.areaCode, random.nextInt(100));

    fields.put(CUSTOMER_ID, FieldValue.text(String.format(Locale.ROOT, "C%06d", number)));
    fields.put(FIRST_NAME, FieldValue.text(firstName));
    fields.put(LAST_NAME, FieldValue.text(lastName));
    fields.put(EMAIL, FieldValue.text(email.toLowerCase(Locale.ROOT)));
    fields.put(PHONE, FieldValue.text(phone));
    fields.put(AGE, FieldValue.number(18 + random.nextInt(70)));
    fields.put(GENDER, FieldValue.text(female ? "female" : "male"));
    fields.put(CITY, FieldValue.text(place.city));
    fields.put(STATE, FieldValue.text(place.state));
    fields.put(ZIP_CODE, FieldValue.text(place.zipCode));
    fields.put(
        CUSTOMER_SINCE,
        FieldValue.text(FIRST_JOINED.plusDays(random.nextInt(DAYS_OF_JOINING)).toString()));
    fields.put(IS_PREMIUM_CUSTOMER, FieldValue.bool(random.nextDouble() < PREMIUM_SHARE));
  }

  private static <T> T oneOf(List<T> choices, UniformRandomProvider random) {
    return choices.get(random.nextInt(choices.size()));
  }

  private static final class Place {
    private final String city;
    private final String state;
    private final String zipCode;
    private final String areaCode;

    Place(String city, String state, String zipCode, String areaCode) {
      this.city = city;
      this.state = state;
      this.zipCode = zipCode;
      this.areaCode = areaCode;
    }
  }
}
