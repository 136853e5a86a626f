package dev.sliderule.launcher;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import dev.sliderule.common.ExitCode;
import dev.sliderule.pipeline.write.ResultRow;
import dev.sliderule.pipeline.write.ResultRowCsv;
import dev.sliderule.pipeline.write.ResultRowJson;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ShowRowsTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Test
  void showsRowsAsTheTableOfARunDoes() {
    ResultRow first = Rows.at(0).build();
    ResultRow second = Rows.at(5).setGroup("città=Forlì").build();
    int code = run(ResultRowJson.format(first) + "\n" + ResultRowJson.format(second) + "\n");

    assertThat(code, is(ExitCode.OK));
    assertThat(
        lines(out),
        is(List.of(WindowTable.header(), WindowTable.line(first), WindowTable.line(second))));
    assertThat(lines(err), is(List.of()));
  }

  @Test
  void whatIsNoRowIsSaidAndTheRestShown() {
    ResultRow row = Rows.at(0).build();
    int code = run("{}\nnull\nCopying file\n" + ResultRowJson.format(row) + "\n");

    assertThat(code, is(ExitCode.OK));
    assertThat(lines(out), is(List.of(WindowTable.header(), WindowTable.line(row))));
    assertThat(
        lines(err),
        is(
            List.of(
                "sliderule: no result row: {}",
                "sliderule: no result row: null",
                "sliderule: no result row: Copying file")));
  }

  @Test
  void showsRowsAsTheyCameOrAsCsv() {
    ResultRow row = Rows.at(0).setPane(ResultRow.Pane.LATE).build();
    String json = ResultRowJson.format(row) + "\n";
    assertThat(run("noise\n" + json, "--format=json"), is(ExitCode.OK));
    assertThat(out.toString(StandardCharsets.UTF_8), is(json));
    out.reset();
    assertThat(run(json, "--format=CSV"), is(ExitCode.OK));
    assertThat(
        out.toString(StandardCharsets.UTF_8), is(ResultRowCsv.header() + ResultRowCsv.format(row)));
    assertThat(lines(err), is(List.of("sliderule: no result row: noise")));
  }

  @Test
  void hasNoOptionButTheFormat() {
    assertThat(run("", "--colour=red"), is(ExitCode.USAGE));
    assertThat(run("", "--format=xml"), is(ExitCode.USAGE));
    assertThat(
        lines(err),
        is(
            List.of(
                "sliderule: --colour=red is bad: show-rows knows --format=table|json|csv; give it"
                    + " rows as input",
                "sliderule: --format=xml is bad: expected table, json or csv")));
  }

  private int run(String input, String... args) {
    return ShowRows.run(
        new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8),
        args);
  }

  private static List<String> lines(ByteArrayOutputStream bytes) {
    return bytes.toString(StandardCharsets.UTF_8).lines().collect(Collectors.toList());
  }
}
