package dev.sliderule.testing.gcloud;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How resources are printed, and which of them. */
class FormatTest {
  private JsonNode resource;

  @BeforeEach
  void parse() throws IOException {
    resource =
        Json.parse(
            "{\"name\": \"x\", \"on\": true, \"no\": null, \"status\": {\"state\": \"RUNNING\"},"
                + " \"list\": [\"a\", \"b,c\"], \"labels\": {\"my-run\": \"r1\", \"by\": \"me\"}}");
  }

  private String print(String format) {
    return Format.parse(format).one(resource);
  }

  @Test
  void printsValuesWithTabs() {
    assertThat(
        print("value(name,status.state,list[0],labels.my-run,on)"),
        is("x\tRUNNING\ta\tr1\tTrue\n"));
  }

  @Test
  void printsNothingForWhatIsNotThere() {
    assertThat(print("value(none,none.x,no,list[7],name)"), is("\t\t\t\tx\n"));
  }

  @Test
  void joinsListsAndDictionaries() {
    assertThat(print("value(list,labels)"), is("a;b,c\tmy-run=r1;by=me\n"));
  }

  @Test
  void printsCsv() {
    assertThat(print("csv[no-heading](name,list[1])"), is("x,\"b,c\"\n"));
    assertThat(print("csv(name,status.state)"), is("name,state\nx,RUNNING\n"));
  }

  @Test
  void printsListsAsJson() throws IOException {
    assertThat(Json.parse(Format.parse("json").many(List.of(resource))).get(0), is(resource));
    assertThat(Format.parse("json").many(List.of()), is("[]\n"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "table(name)",
        "value(name.basename())",
        "value[separator=,](name)",
        "value()",
        "value(name:label=X)",
        "get(name)",
        "text"
      })
  void refusesOtherFormats(String format) {
    assertThrows(Failure.class, () -> Format.parse(format));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "name=x",
        "name = x",
        "labels.my-run=r1 AND labels.by=me",
        "status.state=RUNNING",
        "status.state=ACTIVE",
        "status.state:run",
        "labels.by=*",
        "name=\"x\""
      })
  void keepsWhatTheFilterAsksFor(String filter) {
    assertThat(Filter.parse(filter).test(resource), is(true));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "name=y",
        "labels.by=me AND labels.my-run=r2",
        "labels.none=*",
        "status.state=INACTIVE"
      })
  void dropsTheOthers(String filter) {
    assertThat(Filter.parse(filter).test(resource), is(false));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "name!=x",
        "name~x",
        "NOT name=x",
        "name=x OR name=y",
        "(name=x)",
        "name",
        "a=b c=d"
      })
  void refusesOtherFilters(String filter) {
    assertThrows(Failure.class, () -> Filter.parse(filter));
  }
}
