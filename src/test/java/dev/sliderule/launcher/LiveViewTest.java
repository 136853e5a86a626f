package dev.sliderule.launcher;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import dev.sliderule.pipeline.write.ResultRow;
import dev.sliderule.pipeline.write.ResultRowCsv;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LiveViewTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final AtomicLong nanos = new AtomicLong(-5);

  private LiveView view(boolean terminal) {
    return new LiveView(new PrintStream(bytes, true, StandardCharsets.UTF_8), terminal, nanos::get);
  }

  private String shown() {
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Test
  void withoutATerminalTheStatusIsALineEveryFiveSeconds() {
    LiveView view = view(false);
    view.status("one");
    nanos.addAndGet(TimeUnit.SECONDS.toNanos(5));
    view.status("two");
    nanos.addAndGet(TimeUnit.SECONDS.toNanos(4));
    view.status("three");
    nanos.addAndGet(TimeUnit.SECONDS.toNanos(1));
    view.status("two");
    view.status("four");
    view.end();
    assertThat(shown(), is(String.format("two%nfour%n")));
  }

  @Test
  void headerComesBeforeTheFirstRowOnly() {
    LiveView view = view(false);
    view.row(Rows.at(0).build());
    view.row(Rows.at(5).build());
    assertThat(
        shown(),
        is(
            String.format(
                "%s%n%s%n%s%n",
                WindowTable.header(),
                WindowTable.line(Rows.at(0).build()),
                WindowTable.line(Rows.at(5).build()))));
  }

  @Test
  void onATerminalTheStatusStaysBelowWhatIsPrinted() {
    LiveView view = view(true);
    view.status("one");
    view.say("text");
    view.status("two");
    view.end();
    view.say("end");
    String clear = "\r\u001b[K";
    assertThat(
        shown(), is(String.format("%sone%stext%none%stwo%send%n", clear, clear, clear, clear)));
  }

  @Test
  void coloursSetHeaderAndLateRowsApart() {
    LiveView view =
        LiveView.inColours(new PrintStream(bytes, true, StandardCharsets.UTF_8), nanos::get);
    ResultRow late = Rows.at(0).setPane(ResultRow.Pane.LATE).setRevision(1).build();
    view.row(Rows.at(0).build());
    view.row(late);
    assertThat(
        shown(),
        is(
            String.format(
                "\u001b[1m%s\u001b[0m%n%s%n\u001b[33m%s\u001b[0m%n",
                WindowTable.header(),
                WindowTable.line(Rows.at(0).build()),
                WindowTable.line(late))));
  }

  @Test
  void inOtherFormatsOnlyRowsGoToTheStandardOutput() {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    LiveView view =
        LiveView.of(
            RowsFormat.CSV,
            new PrintStream(bytes, true, StandardCharsets.UTF_8),
            new PrintStream(text, true, StandardCharsets.UTF_8),
            true);
    view.say("Starting");
    view.row(Rows.at(0).build());
    view.end();
    assertThat(shown(), is(ResultRowCsv.header() + ResultRowCsv.format(Rows.at(0).build())));
    assertThat(text.toString(StandardCharsets.UTF_8), is(String.format("Starting%n")));
  }
}
