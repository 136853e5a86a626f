package dev.sliderule.common;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sliderule.pipeline.options.UniqueCountsOptions;
import org.apache.beam.runners.direct.DirectOptions;
import org.apache.beam.sdk.options.PipelineOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OptionsParserTest {

  @Test
  void readsValuesAndDefaults() {
    UniqueCountsOptions options =
        parse("--topic=clicks", "--maxEstimationError=0.1", "--stopWhenCaughtUp");
    assertThat(options.getTopic(), is("clicks"));
    assertThat(options.getMaxEstimationError(), is(0.1));
    assertThat(options.isStopWhenCaughtUp(), is(true));
    assertThat(options.getWindowSize(), is("10s"));
  }

  @Test
  void keepsAValueWithEqualsSignsCommasAndBlanks() {
    assertThat(parse("--groupBy=a=b,c d+e").getGroupBy(), is("a=b,c d+e"));
    assertThat(parse("--amountField=").getAmountField(), is(""));
  }

  @Test
  void suggestsTheOptionThatWasMeant() {
    assertThat(
        refusal("--windowsize=10s"),
        is("--windowsize is not an option; did you mean --windowSize? (--help lists them all)"));
    assertThat(
        refusal("--topik=clicks"),
        is("--topik is not an option; did you mean --topic? (--help lists them all)"));
  }

  @Test
  void namesSeveralOptionsThatMayHaveBeenMeant() {
    UsageException e =
        assertThrows(
            UsageException.class, () -> OptionsParser.parse(TwinOptions.class, "--twinC=1"));
    assertThat(
        e.getMessage(),
        is("--twinC is not an option; did you mean --twinA or --twinB? (--help lists them all)"));
  }

  @Test
  void suggestsNothingForAnOptionLikeNoOther() {
    assertThat(
        refusal("--xyzzyplughxyzzyplugh=1"),
        is("--xyzzyplughxyzzyplugh is not an option (--help lists them all)"));
  }

  @ParameterizedTest
  @CsvSource({
    "--maxEstimationError=small, expected a number",
    "--stopWhenCaughtUp=perhaps, expected true or false",
  })
  void saysWhatTypeIsExpected(String arg, String expected) {
    assertThat(refusal(arg), is(arg + " is bad: " + expected));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--maxEstimationError=small",
        "--maxEstimationError=",
        "--stopWhenCaughtUp=perhaps",
        "--runner=NoSuchRunner"
      })
  void namesTheArgumentThatHasTheWrongType(String arg) {
    assertThat(refusal("--topic=clicks", arg), startsWith(arg + " is bad: "));
    assertThat(refusal("--topic=clicks", arg), not(containsString("\n")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"clicks", "-topic=clicks", "--", ""})
  void refusesWhatIsNoOption(String arg) {
    assertThat(
        refusal("--topic=clicks", arg),
        is("argument '" + arg + "' is bad: expected --option=value; see --help"));
  }

  @Test
  void refusesAnOptionThatIsGivenTwice() {
    assertThat(
        refusal("--topic=clicks", "--groupBy=city", "--topic=orders"),
        is("--topic is given more than once; give it one value"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "DirectRunner", "directrunner"})
  void sparesTheDirectRunnerItsChecksUnlessTheyAreAskedFor(String runner) {
    String arg = runner.isEmpty() ? "--topic=t" : "--runner=" + runner;
    DirectOptions options = parse(arg).as(DirectOptions.class);
    assertThat(options.isBlockOnRun(), is(false));
    assertThat(options.isEnforceImmutability(), is(false));
    assertThat(options.isEnforceEncodability(), is(false));

    DirectOptions checked = parse(arg, "--enforceImmutability=true").as(DirectOptions.class);
    assertThat(checked.isBlockOnRun(), is(false));
    assertThat(checked.isEnforceImmutability(), is(true));
    assertThat(checked.isEnforceEncodability(), is(false));
  }

  @Test
  void takesAFlagOfTheDirectRunnerWithoutAValue() {
    assertThat(parse("--blockOnRun").as(DirectOptions.class).isBlockOnRun(), is(true));
  }

  @Test
  void leavesTheOptionsOfTheDirectRunnerAloneUnderAnotherRunner() {
    DirectOptions options =
        parse("--runner=org.apache.beam.sdk.testing.CrashingRunner").as(DirectOptions.class);
    assertThat(options.isBlockOnRun(), is(true));
    assertThat(options.isEnforceImmutability(), is(true));
    assertThat(options.isEnforceEncodability(), is(true));
  }

  @ParameterizedTest
  @CsvSource({"--help, true", "-h, true", "--help=true, false", "--helper, false", "help, false"})
  void knowsWhenHelpIsAskedFor(String arg, boolean asked) {
    assertThat(OptionsParser.asksForHelp("--topic=clicks", arg), is(asked));
  }

  private static UniqueCountsOptions parse(String... args) {
    return OptionsParser.parse(UniqueCountsOptions.class, args);
  }

  private static String refusal(String... args) {
    return assertThrows(UsageException.class, () -> parse(args)).getMessage();
  }

  /** Options that are easily mistaken for each other. */
  public interface TwinOptions extends PipelineOptions {
    String getTwinA();

    void setTwinA(String value);

    String getTwinB();

    void setTwinB(String value);
  }
}
