package dev.sliderule.pipeline.event;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GroupingTest {

  @Test
  void theOverallTotalIsOneGroup() {
    assertThat(Grouping.ALL.fields(), is(List.of()));
    assertThat(Grouping.ALL.group(List.of()), is("all"));
  }

  @Test
  void namesFieldsAndValuesInTheirOrder() {
    Grouping grouping = Grouping.of(List.of("city", "product.category"));
    assertThat(grouping.group(List.of("Bonn", "Books")), is("city=Bonn,product.category=Books"));
    assertThat(grouping.group(List.of("", "")), is("city=,product.category="));
  }

  @Test
  void escapesWhatWouldReadLikeAnotherGroup() {
    Grouping grouping = Grouping.of(List.of("a", "b"));
    assertThat(grouping.group(List.of("x,b=y", "z")), is("a=x\\,b=y,b=z"));
    assertThat(grouping.group(List.of("x\\", ",")), is("a=x\\\\,b=\\,"));
    assertThat(Grouping.of(List.of("a=b,c\\")).group(List.of("d=e")), is("a\\=b\\,c\\\\=d=e"));
  }

  @Test
  void tellsAMissingValueFromATextThatReadsLikeOne() {
    Grouping grouping = Grouping.of(List.of("a"));
    assertThat(grouping.group(Arrays.asList((String) null)), is("a=(missing)"));
    assertThat(grouping.group(List.of("(missing)")), is("a=\\(missing)"));
    assertThat(grouping.group(List.of("\\(missing)")), is("a=\\\\(missing)"));
    assertThat(grouping.group(List.of("(missing),")), is("a=(missing)\\,"));
  }

  @Test
  void differentGroupsNeverShareAName() {
    List<String> fields = List.of("a", "b", "a=", "=", "a\\", ",");
    List<String> values = new ArrayList<>(texts(3, "a", ",", "=", "\\"));
    values.addAll(Arrays.asList(null, "(missing)", "\\(missing)", "\\\\(missing)", "x,b=y"));
    Map<String, String> groups = new HashMap<>();
    for (String field : fields) {
      for (String value : values) {
        claim(groups, List.of(field), Arrays.asList(value));
      }
    }
    List<String> shorter = new ArrayList<>(texts(2, "a", ",", "=", "\\"));
    shorter.addAll(Arrays.asList(null, "(missing)"));
    for (String first : fields) {
      for (String second : fields) {
        for (String value : shorter) {
          for (String other : shorter) {
            claim(groups, List.of(first, second), Arrays.asList(value, other));
          }
        }
      }
    }
    int singles = fields.size() * values.size();
    int pairs = fields.size() * fields.size() * shorter.size() * shorter.size();
    assertThat(groups.size(), is(singles + pairs));
  }

  private static void claim(Map<String, String> groups, List<String> fields, List<String> values) {
    String group = fields + " " + values;
    String name = Grouping.of(fields).group(values);
    assertThat(name, groups.put(name, group), is(nullValue()));
  }

  /** All texts of up to {@code length} of the letters. */
  private static List<String> texts(int length, String... letters) {
    List<String> texts = new ArrayList<>(List.of(""));
    if (length > 0) {
      for (String rest : texts(length - 1, letters)) {
        for (String letter : letters) {
          texts.add(letter + rest);
        }
      }
    }
    return texts;
  }

  @Test
  void keepsACopyOfItsFields() {
    List<String> fields = new ArrayList<>(List.of("a"));
    Grouping grouping = Grouping.of(fields);
    fields.add("b");
    assertThat(grouping, is(Grouping.of(List.of("a"))));
    assertThat(grouping, is(not(Grouping.of(List.of("a", "b")))));
    assertThrows(UnsupportedOperationException.class, () -> grouping.fields().add("c"));
  }
}
