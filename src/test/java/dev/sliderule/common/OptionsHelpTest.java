package dev.sliderule.common;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import dev.sliderule.pipeline.options.UniqueCountsOptions;
import dev.sliderule.pipeline.options.UniqueCountsSettings;
import java.beans.Introspector;
import java.io.IOException;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.annotation.Nullable;
import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.PipelineOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class OptionsHelpTest {
  private static final String HELP = OptionsHelp.format("pipeline", UniqueCountsOptions.GROUPS);

  /** Every getter of the groups, whatever it is annotated with. */
  static Stream<Method> getters() {
    return UniqueCountsOptions.GROUPS.stream()
        .flatMap(group -> Arrays.stream(group.getDeclaredMethods()))
        .filter(method -> method.getParameterCount() == 0 && !method.isSynthetic());
  }

  @ParameterizedTest
  @MethodSource("getters")
  void everyOptionHasADescriptionAnExampleAndADefault(Method getter) {
    assertThat(getter.getAnnotation(Description.class), is(not(nullValue())));
    assertThat(getter.getAnnotation(Example.class), is(not(nullValue())));
    assertThat(getter.getAnnotation(Example.class).value(), is(not("")));
    Pattern entry =
        Pattern.compile(
            "(?m)^  --"
                + name(getter)
                + "\\R      "
                + Pattern.quote(getter.getAnnotation(Description.class).value())
                + "\\R      default: "
                + Pattern.quote(defaultValue(getter))
                + "   example: --"
                + name(getter)
                + "="
                + Pattern.quote(getter.getAnnotation(Example.class).value())
                + "$");
    assertThat(HELP, entry.matcher(HELP).results().count(), is(1L));
  }

  @ParameterizedTest
  @MethodSource("getters")
  void everyExampleIsAValueThatTheJobTakes(Method getter, @TempDir Path directory)
      throws IOException {
    String value = getter.getAnnotation(Example.class).value();
    if (name(getter).equals("consumerConfig")) {
      Path file = directory.resolve(value);
      Files.writeString(file, "client.id=example\n");
      value = file.toString();
    }
    String required =
        name(getter).equals("bootstrapServers") ? "--topic=t" : "--bootstrapServers=broker:9092";
    UniqueCountsOptions options =
        OptionsParser.parse(UniqueCountsOptions.class, required, "--" + name(getter) + "=" + value);
    UniqueCountsSettings settings = UniqueCountsSettings.from(options);
    assertThat(settings.outputs(), is(not(List.of())));
  }

  @Test
  void everyOptionOfTheJobIsInAGroup() {
    List<String> names = OptionsHelp.names(UniqueCountsOptions.GROUPS);
    Stream.of(UniqueCountsOptions.class.getMethods())
        .filter(method -> method.getParameterCount() == 0)
        .filter(method -> method.getDeclaringClass() != PipelineOptions.class)
        .filter(method -> method.getName().matches("(get|is).*"))
        .filter(method -> method.getDeclaringClass().getPackageName().startsWith("dev.sliderule"))
        .forEach(method -> assertThat(names, hasItems(name(method))));
    assertThat(names, hasSize((int) getters().count()));
    assertThat(names, hasItems("bootstrapServers", "windowSize", "stopWhenCaughtUp", "output"));
  }

  @Test
  void showsTheUsageFirstAndEachGroupUnderItsHeading() {
    assertThat(HELP, startsWith("Usage: pipeline\n\nKafka input:\n  --bootstrapServers"));
    assertThat(HELP, containsString("\n\nOutput:\n  --jdbcCredentials"));
    assertThat(
        HELP,
        endsWith(
            "\nOptions of the Beam runner (--runner=DirectRunner and its own) work as well;"
                + "\n--version tells the version.\n"));
  }

  @Test
  void doesWithoutHeadingDefaultAndExample() {
    assertThat(
        OptionsHelp.format("plain", List.of(PlainOptions.class)).replace("\r\n", "\n"),
        is(
            "Usage: plain\n\nPlainOptions:\n  --depth\n      How deep\n      default: none\n"
                + "  --wide\n      How wide\n      default: false\n"
                + "\nOptions of the Beam runner (--runner=DirectRunner and its own) work as"
                + " well;\n--version tells the version.\n"));
    assertThat(OptionsHelp.names(List.of(PlainOptions.class)), is(List.of("depth", "wide")));
  }

  /** Options with as little as they can have. */
  interface PlainOptions extends PipelineOptions {
    @Description("How wide")
    @Default.Boolean(false)
    boolean isWide();

    void setWide(boolean wide);

    @Description("How deep")
    Integer getDepth();

    void setDepth(Integer depth);

    String getUndescribed();

    void setUndescribed(String undescribed);
  }

  private static String name(Method getter) {
    return Introspector.decapitalize(getter.getName().replaceFirst("^(get|is)", ""));
  }

  /** The default as the options themselves have it, not as the help reads it. */
  private static String defaultValue(Method getter) {
    boolean declared =
        Arrays.stream(getter.getAnnotations())
            .map(Annotation::annotationType)
            .anyMatch(type -> type.getEnclosingClass() == Default.class);
    if (getter.isAnnotationPresent(Nullable.class)) {
      return "none";
    }
    assertThat(getter + " has a default", declared, is(true));
    try {
      Object value = getter.invoke(OptionsParser.parse(UniqueCountsOptions.class));
      return value.equals("") ? "none" : String.valueOf(value);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}
