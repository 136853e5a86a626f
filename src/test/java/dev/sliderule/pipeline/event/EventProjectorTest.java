package dev.sliderule.pipeline.event;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.comparesEqualTo;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.emptyString;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.sameInstance;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventProjectorTest {
  private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");

  private static final EventFields FIELDS =
      EventFields.builder()
          .setEventTime("at")
          .setUnique("user.id")
          .setAmount("price")
          .setSequence("n")
          .setGroupings(
              List.of(
                  Grouping.ALL,
                  Grouping.of(List.of("shop.city")),
                  Grouping.of(List.of("shop.city", "kind"))))
          .build();

  private final EventProjector projector = new EventProjector(FIELDS, () -> NOW);

  // What is kept.

  @Test
  void keepsTheFieldsThatAreNamedAndTheirNestedPaths() {
    Projection projection =
        project(
            "{'at':1700000000,'user':{'name':'Ann','id':'u1'},'price':9.90,'n':7,"
                + "'shop':{'zip':1,'city':'Bonn'},'kind':'book'}");
    assertThat(projection.isMalformed(), is(false));
    assertThat(projection.eventTime(), is(Instant.ofEpochMilli(1_700_000_000_000L)));
    assertThat(
        projection.event(),
        is(
            Event.of(
                "u1",
                new BigDecimal("9.90"),
                7L,
                List.of("all", "shop.city=Bonn", "shop.city=Bonn,kind=book"))));
    assertThat(projection.value(), is(nullValue()));
    assertThat(projection.detail(), is(nullValue()));
  }

  @Test
  void findsAFieldFourObjectsDeepAndOnlyThere() {
    EventProjector deep =
        new EventProjector(EventFields.builder().setUnique("a.b.c.d").build(), () -> NOW);
    assertThat(
        event(deep, "{'d':1,'a':{'d':2,'b':{'d':3,'c':{'d':'x','a':{'b':5}}}}}").uniqueKey(),
        is("x"));
    assertThat(event(deep, "{'a.b.c.d':1,'a':{'b':[{'c':{'d':2}}]}}").uniqueKey(), is(nullValue()));
  }

  @Test
  void aPathMayServeSeveralRoles() {
    EventProjector one =
        new EventProjector(
            EventFields.builder()
                .setEventTime("x")
                .setUnique("x")
                .setAmount("x")
                .setSequence("x")
                .setGroupings(List.of(Grouping.ALL, Grouping.of(List.of("x"))))
                .build(),
            () -> NOW);
    Projection projection = one.project(json("{'x':1700000000}"));
    assertThat(projection.eventTime(), is(Instant.ofEpochMilli(1_700_000_000_000L)));
    assertThat(
        projection.event(),
        is(
            Event.of(
                "1700000000",
                new BigDecimal("1700000000"),
                1_700_000_000L,
                List.of("all", "x=1700000000"))));
  }

  @Test
  void aFieldAndAFieldInsideItMayBothBeNamed() {
    EventProjector both =
        new EventProjector(
            EventFields.builder().setUnique("user.id").setSequence("user").build(), () -> NOW);
    assertThat(event(both, "{'user':{'id':'u'}, 'user':5}").sequence(), is(5L));
    Projection object = both.project(json("{'user':{'id':'u'}}"));
    assertThat(object.reason(), is(MalformedReason.WRONG_TYPE));
    assertThat(object.detail(), is("user is an object; expected a whole number"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'at':0,'user':{'id':'a'},'user':{'id':'b'}}       | b",
        "{'at':0,'user':{'id':'a','id':'b'}}                | b",
        "{'at':0,'user':{'id':'a','id':null}}               |",
        "{'at':0,'user':{'id':['a'],'id':'b'}}              | b",
        "{'at':0,'user':{'id':'a'},'user':null}             |",
        "{'at':0,'user':{'id':'a'},'user':7}                |",
        "{'at':0,'user':{'id':'a'},'user':{'name':'b'}}     |",
        "{'at':0,'user':[{'id':'a'}],'user':{'id':'b'}}     | b",
        "{'at':0,'user':{'id':'a'},'user':[{'id':'b'}]}     |",
      })
  void ofFieldsWithTheSameNameTheLastOneCounts(String json, String key) {
    assertThat(event(projector, json).uniqueKey(), is(key));
  }

  @Test
  void skipsFieldsThatNobodyNamedWhateverTheyHold() {
    String deep = "[".repeat(900) + "{'user':{'id':'no'}}" + "]".repeat(900);
    String nested = "{'user':".repeat(900) + "1" + "}".repeat(900);
    Event event =
        event(
            projector,
            "{'a':null,'b':true,'c':false,'d':-1.5e10,'e':'text','f':[],'g':{},"
                + "'h':[1,'x',null,{'at':[{}]},[[]]],'i':{'at':5,'user':{'id':'no'}},"
                + ("'j':" + deep + ",'k':" + nested + ",'l':1e999999999,")
                + "'':'','at ':1,'AT':2,'user':{'id':'yes','ids':[{'id':'no'}]},'at':1700000000,"
                + "'z':{'user':{'id':'no'}}}");
    assertThat(event.uniqueKey(), is("yes"));
    assertThat(event.amount(), is(nullValue()));
  }

  @Test
  void readsBlanksEscapesAndLettersBeyondAscii() {
    Event event =
        event(
            projector,
            " \r\n\t{ 'at' : 1700000000 , 'us\\u0065r' : { 'id' : '\\u00fc\\n\\\\ü😀' } } \n");
    assertThat(event.uniqueKey(), is("ü\n\\ü😀"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'at':0}",
        "{'at':0,'user':null,'price':null,'n':null,'shop':null,'kind':null}",
        "{'at':0,'user':{'id':null},'shop':{'city':null}}",
        "{'at':0,'user':'text','shop':[]}"
      })
  void missingAndNullFieldsAreNull(String json) {
    assertThat(
        event(projector, json),
        is(
            Event.of(
                null,
                null,
                null,
                List.of("all", "shop.city=(missing)", "shop.city=(missing),kind=(missing)"))));
  }

  // Unique keys and groups.

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'text'             | text",
        "''                 | ``",
        "true               | true",
        "false              | false",
        "42                 | 42",
        "42.0               | 42",
        "4.2e1              | 42",
        "420e-1             | 42",
        "'42'               | 42",
        "'42.0'             | 42.0",
        "-7                 | -7",
        "1e3                | 1000",
        "1E+3               | 1000",
        "1000               | 1000",
        "0                  | 0",
        "-0                 | 0",
        "0.0                | 0",
        "-0.0               | 0",
        "0e10               | 0",
        "0.10               | 0.1",
        "9007199254740993   | 9007199254740993",
        "99999999999999999999999999.0 | 99999999999999999999999999",
      })
  void keyIsTheTextOfAScalarWithNumbersInOneForm(String value, String key) {
    Event event =
        event(projector, "{'at':0,'user':{'id':" + value + "},'shop':{'city':" + value + "}}");
    assertThat(event.uniqueKey(), is(key));
    assertThat(event.groups().get(1), is("shop.city=" + key));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"{} | an object", "[1] | an array"})
  void keyAndGroupMustBeScalar(String value, String type) {
    expect(
        "{'at':0,'user':{'id':" + value + "}}",
        MalformedReason.WRONG_TYPE,
        "user.id is " + type + "; expected text, a number or a boolean");
    expect(
        "{'at':0,'kind':" + value + "}",
        MalformedReason.WRONG_TYPE,
        "kind is " + type + "; expected text, a number or a boolean");
  }

  @Test
  void groupMayHaveAThousandCharactersAndNoMore() {
    assertThat(
        event(projector, "{'at':0,'kind':'" + "k".repeat(1_000) + "'}").groups().get(2),
        is("shop.city=(missing),kind=" + "k".repeat(1_000)));
    expect(
        "{'at':0,'kind':'" + "k".repeat(1_001) + "'}",
        MalformedReason.GROUP_TOO_LONG,
        "kind has 1001 characters; expected at most 1000");
  }

  // Event times.

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "1700000000, 2023-11-14T22:13:20.000Z",
        "1700000000123, 2023-11-14T22:13:20.123Z",
        "1700000000.25, 2023-11-14T22:13:20.250Z",
        "1700000000.2509, 2023-11-14T22:13:20.250Z",
        "1700000000123.9, 2023-11-14T22:13:20.123Z",
        "1.7e9, 2023-11-14T22:13:20.000Z",
        "1.7E12, 2023-11-14T22:13:20.000Z",
        "0, 1970-01-01T00:00:00.000Z",
        "0.001, 1970-01-01T00:00:00.001Z",
        "100000000000, 1973-03-03T09:46:40.000Z",
        "'1700000000', 2023-11-14T22:13:20.000Z",
        "'1700000000123', 2023-11-14T22:13:20.123Z",
        "'1700000000.25', 2023-11-14T22:13:20.250Z",
        "'2023-11-14T22:13:20Z', 2023-11-14T22:13:20.000Z",
        "'2023-11-14T22:13Z', 2023-11-14T22:13:00.000Z",
        "'2023-11-14T22:13:20.123Z', 2023-11-14T22:13:20.123Z",
        "'2023-11-14T22:13:20.123999999Z', 2023-11-14T22:13:20.123Z",
        "'2023-11-14T23:13:20+01:00', 2023-11-14T22:13:20.000Z",
        "'2023-11-14T23:13:20+0100', 2023-11-14T22:13:20.000Z",
        "'2023-11-14T23:13:20+01', 2023-11-14T22:13:20.000Z",
        "'2023-11-14T16:43:20.5-05:30', 2023-11-14T22:13:20.500Z",
        "'2023-11-14T22:13:20', 2023-11-14T22:13:20.000Z",
        "'2023-11-14 22:13:20', 2023-11-14T22:13:20.000Z",
        "'2023-11-14 22:13:20.123456', 2023-11-14T22:13:20.123Z",
        "'2023-11-14 23:13:20+01:00', 2023-11-14T22:13:20.000Z",
        "'2023-11-14 22:13:20+00', 2023-11-14T22:13:20.000Z",
        "'2023-11-14', 2023-11-14T00:00:00.000Z",
      })
  void readsEventTimesAsProducersWriteThem(String value, String time) {
    assertThat(project("{'at':" + value + "}").eventTime(), is(Instant.parse(time)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "''",
        "' '",
        "'now'",
        "'12345678'",
        "'1.7e9'",
        "'2023-11-14T'",
        "'2023-11-14T25:00:00Z'",
        "'2023-02-30'",
        "'2023-13-01'",
        "'14.11.2023'",
        "'2023-11-14T22:13:20ZZ'",
        "'2023-11-14T22:13:20Z '",
        "'2023-11-14T22:13:20+99:00'",
        "'2023-11-14T22:13:20 Europe/Berlin'",
        "'+999999999-12-31T00:00:00Z'",
        "99999999999999999999",
        "-99999999999999999999",
        "1e300"
      })
  void refusesWhatIsNoTime(String value) {
    Projection projection = project("{'at':" + value + "}");
    assertThat(projection.reason(), is(MalformedReason.EVENT_TIME_UNREADABLE));
    assertThat(
        projection.detail(), containsString("; expected epoch seconds or milliseconds, or ISO"));
  }

  @Test
  void tellsOnlyTheStartOfALongUnreadableTime() {
    expect(
        "{'at':'" + "x".repeat(5_000) + "'}",
        MalformedReason.EVENT_TIME_UNREADABLE,
        "at is '" + "x".repeat(40) + "'; expected epoch seconds or milliseconds, or ISO-8601");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {"true | a boolean", "{} | an object", "[1700000000] | an array"})
  void eventTimeMustBeANumberOrText(String value, String type) {
    expect(
        "{'at':" + value + "}",
        MalformedReason.WRONG_TYPE,
        "at is " + type + "; expected a number or text");
  }

  @Test
  void eventTimeMustBeThere() {
    expect("{'AT':0}", MalformedReason.EVENT_TIME_MISSING, "at is missing or null");
    expect("{'at':null}", MalformedReason.EVENT_TIME_MISSING, "at is missing or null");
  }

  @Test
  void eventTimeMayBeAsFarInTheFutureAsTheTolerance() {
    Instant latest = NOW.plus(Duration.standardHours(1));
    assertThat(project("{'at':" + latest.getMillis() + "}").eventTime(), is(latest));
    expect(
        "{'at':" + latest.plus(Duration.millis(1)).getMillis() + "}",
        MalformedReason.EVENT_TIME_IN_FUTURE,
        "at is 2026-01-31T13:00:00.001Z; expected 2026-01-31T13:00:00.000Z or earlier");
    assertThat(
        project("{'at':9223372036854775806}").reason(), is(MalformedReason.EVENT_TIME_IN_FUTURE));
  }

  @Test
  void eventTimeMayNotLieBefore1970() {
    expect(
        "{'at':-0.001}",
        MalformedReason.EVENT_TIME_TOO_OLD,
        "at is 1969-12-31T23:59:59.999Z; expected 1970-01-01T00:00:00.000Z or later");
    assertThat(
        project("{'at':-9223372036854775806}").reason(), is(MalformedReason.EVENT_TIME_TOO_OLD));
    assertThat(
        project("{'at':'0001-01-01T00:00:00Z'}").reason(), is(MalformedReason.EVENT_TIME_TOO_OLD));
    assertThat(
        project("{'at':'-999999-01-01T00:00:00Z'}").reason(),
        is(MalformedReason.EVENT_TIME_TOO_OLD));
  }

  @Test
  void eventAtTheRecordsOwnTimeKeepsTheValueForItMayStillBeRefused() {
    EventProjector untimed =
        new EventProjector(EventFields.builder().setUnique("u").build(), () -> NOW);
    byte[] value = json("{'u':'a','at':'never'}");
    Projection projection = untimed.project(value);
    assertThat(projection.isMalformed(), is(false));
    assertThat(projection.eventTime(), is(nullValue()));
    assertThat(projection.value(), is(sameInstance(value)));
    assertThat(projection.event(), is(Event.of("a", null, null, List.of("all"))));
  }

  // Amounts and sequence numbers.

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0",
        "-0.0",
        "12.50",
        "-1e-3",
        "0.1",
        "123456789012345678901234567890.123456789",
        "1.7976931348623157E308",
        "5e-324",
        "1e399",
        "1e-400"
      })
  void keepsAmountsExactly(String amount) {
    assertThat(
        event(projector, "{'at':0,'price':" + amount + "}").amount(),
        is(comparesEqualTo(new BigDecimal(amount))));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1e400",
        "1e-401",
        "1.5e400",
        "-1e999999999",
        "1e-999999999",
        "1e2147483647",
        "1e2147483648",
        "1e-2147483648",
        "1e9999999999",
        "1e-9999999999",
        "1e99999999999999999999"
      })
  void refusesNumbersThatWouldFillTheMemory(String number) {
    for (String field : List.of("price", "n", "at")) {
      String rest = field.equals("at") ? "" : "'at':0,";
      expect(
          "{" + rest + "'" + field + "':" + number + "}",
          MalformedReason.NUMBER_OUT_OF_RANGE,
          field + " has more than 400 digits before or after the decimal point");
    }
    assertThat(
        project("{'at':0,'user':{'id':" + number + "}}").reason(),
        is(MalformedReason.NUMBER_OUT_OF_RANGE));
  }

  @Test
  void refusesNumbersWithVeryManyDigits() {
    assertThat(
        project("{'at':0,'price':" + "9".repeat(401) + "}").reason(),
        is(MalformedReason.NUMBER_OUT_OF_RANGE));
    assertThat(project("{'at':0,'price':" + "9".repeat(1_000_000) + "}").isMalformed(), is(true));
    assertThat(project("{'at':0,'price':0." + "9".repeat(1_000_000) + "}").isMalformed(), is(true));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {"'1' | text", "true | a boolean", "{} | an object", "[1] | an array"})
  void amountAndSequenceMustBeNumbers(String value, String type) {
    expect(
        "{'at':0,'price':" + value + "}",
        MalformedReason.WRONG_TYPE,
        "price is " + type + "; expected a number");
    expect(
        "{'at':0,'n':" + value + "}",
        MalformedReason.WRONG_TYPE,
        "n is " + type + "; expected a whole number");
  }

  @ParameterizedTest
  @CsvSource({
    "3, 3",
    "3.0, 3",
    "-3.000, -3",
    "3e2, 300",
    "30e-1, 3",
    "9223372036854775807, 9223372036854775807",
    "-9223372036854775808, -9223372036854775808",
  })
  void sequenceIsAWholeNumberHoweverItIsWritten(String number, long sequence) {
    assertThat(event(projector, "{'at':0,'n':" + number + "}").sequence(), is(sequence));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"3.5", "1e-1", "9223372036854775808", "-9223372036854775809", "1e30", "1e300"})
  void refusesSequencesThatAreNotWholeOrBeyond64Bits(String number) {
    expect(
        "{'at':0,'n':" + number + "}",
        MalformedReason.WRONG_TYPE,
        "n is " + number + "; expected a whole number of at most 64 bits");
  }

  // What is no JSON object.

  @Test
  void saysWhatAValueIsThatIsNoObject() {
    byte[] none = null;
    Projection tombstone = projector.project(none);
    assertThat(tombstone.reason(), is(MalformedReason.TOMBSTONE));
    assertThat(tombstone.detail(), is("the record has no value"));
    assertThat(tombstone.value(), is(nullValue()));
    expect("", MalformedReason.EMPTY, "the value is empty");
    expect(" \n\t", MalformedReason.EMPTY, "the value is empty");
    expect(
        "[{'at':0}]", MalformedReason.NOT_AN_OBJECT, "expected a JSON object, found START_ARRAY");
    expect("'x'", MalformedReason.NOT_AN_OBJECT, "expected a JSON object, found VALUE_STRING");
    expect("null", MalformedReason.NOT_AN_OBJECT, "expected a JSON object, found VALUE_NULL");
    expect("5", MalformedReason.NOT_AN_OBJECT, "expected a JSON object, found VALUE_NUMBER_INT");
    expect(
        "{'at':0}{'at':0}",
        MalformedReason.NOT_JSON,
        "there is more after the end of the JSON object");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{",
        "{'at'",
        "{'at':",
        "{'at':0",
        "{'at':0,",
        "{'at':0,}",
        "{'at':0]",
        "{'at':[1,{'x':2}",
        "{at:0}",
        "{'at':01}",
        "{'at':+1}",
        "{'at':.5}",
        "{'at':1.}",
        "{'at':NaN}",
        "{'at':Infinity}",
        "{'at':tru}",
        "{'at':0 'x':1}",
        "{'at':0}}",
        "{'at':0} x",
        "{'at':0,'x':'\\q'}",
        "{'at':0,'x':'\\u12g4'}",
        "{'at':0,'x':'a\nb'}",
        "{'at':0,'x':'open}",
        "hello",
        "/* a */{'at':0}",
        "<at>0</at>"
      })
  void refusesWhatIsNotJson(String text) {
    byte[] value = json(text);
    Projection projection = projector.project(value);
    assertThat(projection.reason(), is(MalformedReason.NOT_JSON));
    assertThat(projection.detail(), is(not(emptyString())));
    assertThat(projection.value(), is(sameInstance(value)));
    assertThat(projection.event(), is(nullValue()));
  }

  @Test
  void refusesWhatIsNotUtf8() {
    for (String template :
        List.of("{'at':0,'user':{'id':'@'}}", "{'at':0,'x':{'y':'@'}}", "{'at':0,'@':1}")) {
      assertThat(project(template.replace("@", "ü€😀")).isMalformed(), is(false));
      for (String bad : List.of("\u00ff", "\u00c3", "\u0080", "\u00e2\u0082", "\u00fc")) {
        byte[] value =
            template.replace('\'', '"').replace("@", bad).getBytes(StandardCharsets.ISO_8859_1);
        assertThat(projector.project(value).reason(), is(MalformedReason.NOT_JSON));
      }
    }
  }

  @Test
  void refusesNestingThatIsTooDeep() {
    Projection arrays = project("{'at':0,'x':" + "[".repeat(100_000));
    assertThat(arrays.reason(), is(MalformedReason.NOT_JSON));
    assertThat(arrays.detail(), containsString("nesting depth"));
    Projection objects = project("{'user':".repeat(100_000));
    assertThat(objects.reason(), is(MalformedReason.NOT_JSON));
    assertThat(objects.detail(), containsString("nesting depth"));
    assertThat(project("[".repeat(100_000)).reason(), is(MalformedReason.NOT_JSON));
  }

  @Test
  void keepsNothingOfTheRecordBefore() {
    String full =
        "{'at':1700000000,'user':{'id':'u1'},'price':9.90,'n':7,'shop':{'city':'B'},'kind':'k'}";
    event(projector, full);
    assertThat(project("{'user':{'id':'u2'}}").reason(), is(MalformedReason.EVENT_TIME_MISSING));
    assertThat(
        project(full.substring(0, full.length() - 1)).reason(), is(MalformedReason.NOT_JSON));
    assertThat(
        event(projector, "{'at':1}"),
        is(
            Event.of(
                null,
                null,
                null,
                List.of("all", "shop.city=(missing)", "shop.city=(missing),kind=(missing)"))));
    assertThat(project("").reason(), is(MalformedReason.EMPTY));
    assertThat(event(projector, full).uniqueKey(), is("u1"));
  }

  @Test
  void neverThrowsWhateverTheBytes() {
    Random random = new Random(7);
    byte[] good =
        json(
            "{'at':'2023-11-14T22:13:20.5+01:00','user':{'id':42.5e1},'price':-1.5e30,'n':3.0,"
                + "'shop':{'city':'Köln'},'kind':[true,null,{'x':''}]}");
    Set<MalformedReason> seen = EnumSet.noneOf(MalformedReason.class);
    int events = 0;
    for (int i = 0; i < 100_000; i++) {
      byte[] value = mutate(good, random);
      Projection projection = projector.project(value);
      if (projection.isMalformed()) {
        assertThat(projection.detail(), is(not(emptyString())));
        assertThat(projection.value(), is(sameInstance(value)));
        seen.add(projection.reason());
      } else {
        events++;
      }
    }
    assertThat(seen.contains(MalformedReason.NOT_JSON), is(true));
    assertThat(seen.contains(MalformedReason.WRONG_TYPE), is(true));
    assertThat(events, is(greaterThan(100)));
  }

  private static byte[] mutate(byte[] good, Random random) {
    if (random.nextInt(10) == 0) {
      byte[] noise = new byte[random.nextInt(40)];
      random.nextBytes(noise);
      return noise;
    }
    byte[] value = good.clone();
    String alphabet = "{}[],:\"\\0123456789eE+-. tfnuTZ\u0000";
    for (int change = random.nextInt(3); change >= 0; change--) {
      value[random.nextInt(value.length)] =
          random.nextInt(20) == 0
              ? (byte) random.nextInt()
              : (byte) alphabet.charAt(random.nextInt(alphabet.length()));
    }
    return random.nextInt(10) == 0
        ? java.util.Arrays.copyOf(value, random.nextInt(value.length))
        : value;
  }

  private void expect(String json, MalformedReason reason, String detail) {
    byte[] value = json(json);
    Projection projection = projector.project(value);
    assertThat(projection.reason(), is(reason));
    assertThat(projection.detail(), is(detail));
    assertThat(projection.value(), is(sameInstance(value)));
    assertThat(projection.event(), is(nullValue()));
    assertThat(projection.eventTime(), is(nullValue()));
  }

  private Projection project(String json) {
    return projector.project(json(json));
  }

  private static Event event(EventProjector projector, String json) {
    Projection projection = projector.project(json(json));
    assertThat(projection.detail(), projection.reason(), is(nullValue()));
    return projection.event();
  }

  /** JSON with single quotes for double ones. */
  private static byte[] json(String text) {
    return text.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
  }
}
