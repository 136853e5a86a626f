package dev.sliderule.launcher;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonObject;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.ColorScheme;
import dev.sliderule.common.ExitCode;
import dev.sliderule.dashboard.Dashboard;
import dev.sliderule.dashboard.DashboardSettings;
import dev.sliderule.dashboard.JobProgress;
import dev.sliderule.dashboard.ListenAddress;
import dev.sliderule.pipeline.JobCounters;
import dev.sliderule.pipeline.write.ResultRow;
import dev.sliderule.pipeline.write.ResultRowJson;
import dev.sliderule.testing.HeadlessChromium;
import dev.sliderule.testing.KafkaTopics;
import java.io.IOException;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.math.MathContext;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The live page in a real browser, with a real Kafka. Skipped where there is no Chromium. */
@Timeout(180)
class DashboardBrowserTest {
  private static final Path SCREENSHOTS = Path.of("target", "screenshots");
  private static final ListenAddress ANY_PORT = ListenAddress.parse("listen", "127.0.0.1:0");

  /** Contrast of each visible text with what is behind it, where it is less than readable. */
  private static final String PALE_TEXTS =
      String.join(
          "\n",
          "() => {",
          "  const rgba = (text) => text.match(/[\\d.]+/g).map(Number);",
          "  const part = (v) => {",
          "    const c = v / 255;",
          "    return c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;",
          "  };",
          "  const light = ([r, g, b]) =>",
          "    0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b);",
          "  const behind = (node) => {",
          "    for (let e = node; e; e = e.parentElement) {",
          "      const c = rgba(getComputedStyle(e).backgroundColor);",
          "      if (c.length < 4 || c[3] === 1) return c;",
          "    }",
          "    return [255, 255, 255];",
          "  };",
          "  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);",
          "  const pale = [];",
          "  while (texts.nextNode()) {",
          "    const node = texts.currentNode.parentElement;",
          "    if (!texts.currentNode.data.trim() || !node.checkVisibility()) continue;",
          "    const a = light(rgba(getComputedStyle(node).color));",
          "    const b = light(behind(node));",
          "    const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);",
          "    if (contrast < 4.5) pale.push(node.className + ' ' + contrast.toFixed(2));",
          "  }",
          "  return pale;",
          "}");

  private static EmbeddedBroker broker;
  private static KafkaTopics topics;
  private static HeadlessChromium chromium;

  @BeforeAll
  static void start() {
    chromium = HeadlessChromium.start().orElse(null);
    assumeTrue(chromium != null, "there is no Chromium in /usr/bin");
    broker = EmbeddedBroker.start();
    topics = new KafkaTopics(broker.bootstrapServers());
  }

  @AfterAll
  static void stop() {
    if (chromium != null) {
      topics.close();
      broker.close();
      chromium.close();
    }
  }

  private String url = "http://127.0.0.1/";

  @BeforeEach
  void forget() {
    chromium.forget();
  }

  @AfterEach
  void nothingWentWrongAndNothingWasAskedOfOthers() {
    assertThat(chromium.errors(), is(empty()));
    assertThat(chromium.requestsBeside(url), is(empty()));
  }

  private Dashboard serve(String results, ListenAddress listen) {
    Dashboard dashboard =
        Dashboard.start(
            DashboardSettings.of(broker.bootstrapServers(), results).setListen(listen).build());
    url = dashboard.url();
    return dashboard;
  }

  private static Page open(Dashboard dashboard) {
    return open(dashboard, 1280, 800, ColorScheme.LIGHT);
  }

  private static Page open(Dashboard dashboard, int width, int height, ColorScheme colours) {
    Page page = chromium.page(width, height, colours);
    page.navigate(dashboard.url());
    return page;
  }

  private static void write(String topic, ResultRow row) {
    topics.send(topic, 0, ResultRowJson.formatKey(row.key()), ResultRowJson.format(row));
  }

  @Test
  void showsTheNumbersOfARun(@TempDir Path dir) throws IOException {
    int code =
        RunLocal.run(
            new BeamJobs(),
            new PrintStream(PrintStream.nullOutputStream(), true),
            System.err,
            false,
            Interruption.byRequest(),
            "--bootstrap=" + broker.bootstrapServers(),
            "--topic=shop",
            "--records=300",
            "--rate=100",
            "--window=2s",
            "--period=1s",
            "--group-by=payment_method",
            "--malformedShare=0.05",
            "--dashboard=off",
            "--dir=" + dir);
    assertThat(code, is(ExitCode.OK));
    List<ResultRow> rows = new ArrayList<>();
    for (String line : Files.readAllLines(dir.resolve("results.jsonl"))) {
      rows.add(ResultRowJson.parse(line.getBytes(StandardCharsets.UTF_8)));
    }
    try (Dashboard dashboard = serve("shop-results", ANY_PORT);
        Page page = open(dashboard)) {
      assertTable(page, rows, "all");
      page.locator("#groups button", named("payment_method=cash")).click();
      assertTable(page, rows, "payment_method=cash");
      assertThat(page.locator("#hero-group")).hasText("payment_method=cash");
      assertThat(page.locator("#letters li")).not().hasCount(0);
      assertThat(page.url(), is(dashboard.url() + "#payment_method%3Dcash"));
      page.reload();
      assertTable(page, rows, "payment_method=cash");
    }
  }

  private static Page.LocatorOptions named(String text) {
    return new Page.LocatorOptions().setHasText(text);
  }

  private static void assertTable(Page page, List<ResultRow> rows, String group) {
    List<String> expected = new ArrayList<>();
    for (ResultRow row : rows) {
      if (row.group().equals(group)) {
        expected.add(
            String.format(
                "%tT–%tT|%,d|exact|%,d|%,.2f|%,.2f|%d–%d|%s",
                utc(row.windowStart()),
                utc(row.windowEnd()),
                row.unique(),
                row.records(),
                row.amountSum(),
                row.amountAvg(),
                row.sequenceMin(),
                row.sequenceMax(),
                row.pane() == ResultRow.Pane.LATE
                    ? "LATE, revision " + row.revision()
                    : "on time"));
      }
    }
    Collections.reverse(expected);
    assertThat(page.locator("#rows tr")).hasCount(expected.size());
    List<String> shown = new ArrayList<>();
    for (Locator row : page.locator("#rows tr").all()) {
      shown.add(String.join("|", row.locator("td").allTextContents()));
    }
    assertThat(shown, is(expected));
  }

  private static ZonedDateTime utc(org.joda.time.Instant instant) {
    return java.time.Instant.ofEpochMilli(instant.getMillis()).atZone(ZoneOffset.UTC);
  }

  @Test
  void updatesWhileOpenAndMarksWhatALatePaneHasRefined() throws Exception {
    topics.create("open-results", 1);
    try (Dashboard dashboard = serve("open-results", ANY_PORT);
        Page page = open(dashboard)) {
      assertThat(page.locator("#link")).hasText("live");
      assertThat(page.locator("#rows-empty")).isVisible();
      assertThat(page.locator("#counter-sent")).hasText("–");

      write("open-results", Rows.at(0).setUnique(95).setUniqueLow(90).setUniqueHigh(99).build());
      assertThat(page.locator("#hero-unique")).hasText("95");
      assertThat(page.locator("#hero-error")).hasText("±5");
      assertThat(page.locator("#hero-window")).hasText("12:00:00–12:00:10");
      assertThat(page.locator("#spoken"))
          .hasText("Window 12:00:00 to 12:00:10, all: 95 unique, 100 records");
      write("open-results", Rows.at(5).setUnique(1234).setUniqueHigh(1300).build());
      assertThat(page.locator("#hero-unique")).hasText("1,234");
      assertThat(page.locator("tr.late")).hasCount(0);

      write(
          "open-results",
          Rows.at(0).setRecords(102).setPane(ResultRow.Pane.LATE).setRevision(2).build());
      Locator late = page.locator("tr.late");
      assertThat(late).hasCount(1);
      assertThat(late.locator("td").first()).hasText("12:00:00–12:00:10");
      assertThat(late.locator("td").last()).hasText("LATE, revision 2");
      assertThat(page.locator("#hero-unique")).hasText("1,234");

      dashboard.show(JobProgress.of(1500, OptionalLong.of(2000), JobCounters.of(1400, 1300, 3, 0)));
      assertThat(page.locator("#counter-sent")).hasText("1,500 of 2,000");
      assertThat(page.locator("#counter-late")).hasText("3");
      assertThat(page.locator("#counter-lag")).hasText("100");
    }
  }

  @Test
  void findsTheServerAgainAfterItsRestart() throws Exception {
    topics.create("again-results", 1);
    write("again-results", Rows.at(0).build());
    Dashboard first = serve("again-results", ANY_PORT);
    try (Page page = open(first)) {
      assertThat(page.locator("#rows tr")).hasCount(1);
      assertThat(page.locator("#link")).hasText("live");
      first.close();
      assertThat(page.locator("#link")).hasText("no answer, reconnecting");
      assertThat(page.locator("#rows tr")).hasCount(1);
      write("again-results", Rows.at(5).setUnique(77).build());
      ListenAddress same = ListenAddress.parse("listen", "127.0.0.1:" + URI.create(url).getPort());
      try (Dashboard second = serve("again-results", same)) {
        LocatorAssertions.HasTextOptions patient =
            new LocatorAssertions.HasTextOptions().setTimeout(20_000);
        assertThat(second.url(), is(page.url()));
        assertThat(page.locator("#hero-unique")).hasText("77", patient);
        assertThat(page.locator("#link")).hasText("live", patient);
        assertThat(page.locator("#rows tr")).hasCount(2);
      }
    } finally {
      first.close();
    }
    // The browser itself reports that it was refused.
    assertThat(chromium.errors().stream().filter(e -> !e.contains("net::ERR_")).count(), is(0L));
    chromium.forget();
  }

  @Test
  void htmlIsShownAsText() throws Exception {
    String evil = "name=<img src=x onerror=alert(1)>";
    topics.create("evil-results", 1);
    topics.create("evil-dead-letter", 1);
    write("evil-results", Rows.at(0).build());
    write("evil-results", Rows.at(0).setGroup(evil).build());
    topics.send("evil-dead-letter", 0, "<b>key</b>", "</code><script>alert(2)</script>");
    try (Dashboard dashboard = serve("evil-results", ANY_PORT);
        Page page = open(dashboard)) {
      Locator button = page.locator("#groups button", named("onerror"));
      assertThat(button.locator("span").first()).hasText(evil);
      button.click();
      assertThat(page.locator("#hero-group")).hasText(evil);
      assertThat(page.locator("#letters code")).hasText("</code><script>alert(2)</script>");
      assertThat(page.locator("#letters .place")).containsText("key <b>key</b>");
      assertThat(page.locator("main img, main script, main b")).hasCount(0);
    }
  }

  @Test
  void staysQuickAndSmallWithManyRowsAndGroups() throws Exception {
    topics.create("many-results", 1);
    writeMany(0, 20);
    try (Dashboard dashboard = serve("many-results", ANY_PORT);
        Page page = open(dashboard)) {
      assertThat(page.locator("#groups-note")).hasText("top 30 of 501");
      assertThat(page.locator("#rows tr")).hasCount(12);
      assertThat(page.locator("#groups li")).hasCount(30);
      page.fill("#search", "user_17");
      assertThat(page.locator("#groups-note")).hasText("11 found");
      page.fill("#search", "user_171");
      assertThat(page.locator("#groups-note")).hasText("1 found");
      page.locator("#groups button").click();
      assertThat(page.locator("#hero-unique")).hasText("1,171");
      page.fill("#search", "");

      writeMany(20, 40);
      assertThat(page.locator("#more")).hasText("Show all 40");
      // Twice the windows, but no more groups on the page.
      assertThat(page.locator("#groups li")).hasCount(30);
      writeMany(40, 100);
      assertThat(page.locator("#more")).hasText("Show all 60");
      long full = heap(page);
      writeMany(100, 160);
      assertThat(page.locator("#hero-window"))
          .hasText("12:13:15–12:13:25", new LocatorAssertions.HasTextOptions().setTimeout(20_000));
      long later = heap(page);
      assertThat(later, is(lessThan(full + 1_000)));
      double answer = answerMillis(page);
      assertThat(answer, is(lessThan(500.0)));
    }
  }

  /** 501 rows a window. */
  private static void writeMany(int fromWindow, int toWindow) throws Exception {
    try (RowsTopic rows = RowsTopic.open(broker.bootstrapServers(), "many-results")) {
      for (int window = fromWindow; window < toWindow; window++) {
        for (int group = 0; group < 500; group++) {
          rows.writeSoon(
              Rows.at(5 * window).setGroup("user=user_" + group).setUnique(1000 + group).build());
        }
        rows.write(Rows.at(5 * window).setUnique(100_000).build());
      }
    }
  }

  /** Kilobytes of JavaScript's heap that are in use. */
  private static long heap(Page page) {
    CDPSession session = page.context().newCDPSession(page);
    session.send("HeapProfiler.collectGarbage");
    JsonObject usage = session.send("Runtime.getHeapUsage");
    session.detach();
    return usage.get("usedSize").getAsLong() / 1024;
  }

  /** How long at most a timer of the page is late, while 2,000 rows come. */
  private static double answerMillis(Page page) throws Exception {
    page.evaluate(
        "() => { window.longest = 0; let last = performance.now();"
            + " setInterval(() => { const now = performance.now();"
            + " window.longest = Math.max(window.longest, now - last - 20); last = now; }, 20); }");
    writeMany(160, 164);
    assertThat(page.locator("#hero-window")).hasText("12:13:35–12:13:45");
    return ((Number) page.evaluate("() => window.longest")).doubleValue();
  }

  @Test
  void worksFromTheKeyboard() throws Exception {
    topics.create("keys-results", 1);
    for (String group : new String[] {"all", "city=Oslo", "city=Rome"}) {
      write("keys-results", Rows.at(0).setGroup(group).build());
    }
    try (Dashboard dashboard = serve("keys-results", ANY_PORT);
        Page page = open(dashboard)) {
      assertThat(page.locator("#groups li")).hasCount(3);
      page.keyboard().press("Tab");
      assertThat(page.locator(".skip")).isFocused();
      page.keyboard().press("Tab");
      assertThat(page.locator("#search")).isFocused();
      page.keyboard().type("rome");
      assertThat(page.locator("#groups li")).hasCount(1);
      page.keyboard().press("Tab");
      Locator rome = page.locator("#groups button");
      assertThat(rome).isFocused();
      assertThat(rome).hasCSS("outline-style", "solid");
      page.keyboard().press("Enter");
      assertThat(rome).hasAttribute("aria-pressed", "true");
      assertThat(page.locator("#hero-group")).hasText("city=Rome");
      assertThat(rome).isFocused();
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = ColorScheme.class,
      names = {"LIGHT", "DARK"})
  void everyTextStandsOutFromWhatIsBehindIt(ColorScheme colours) throws Exception {
    String topic = "contrast-" + colours;
    writeScene(topic);
    try (Dashboard dashboard = serve(topic + "-results", ANY_PORT);
        Page page = open(dashboard, 1280, 800, colours)) {
      showScene(dashboard, page);
      assertThat(page.evaluate(PALE_TEXTS), is(List.of()));
    }
  }

  @ParameterizedTest
  @CsvSource({"wide, 1280, 800", "phone, 390, 844", "small, 360, 640"})
  void fitsTheScreen(String name, int width, int height) throws Exception {
    String topic = "screen-" + name;
    writeScene(topic);
    try (Dashboard dashboard = serve(topic + "-results", ANY_PORT)) {
      for (ColorScheme colours : Arrays.asList(ColorScheme.LIGHT, ColorScheme.DARK)) {
        try (Page page = open(dashboard, width, height, colours)) {
          showScene(dashboard, page);
          assertThat(
              page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"), is(true));
          assertThat(
              page.locator(".hero-count .big").evaluate("e => e.scrollWidth <= e.clientWidth"),
              is(true));
          // On the smallest screens, tables may be moved sideways.
          assertThat(
              width < 390
                  || (boolean)
                      page.locator("[role=region]")
                          .evaluateAll(
                              "regions => regions.every(r => r.scrollWidth <= r.clientWidth)"),
              is(true));
          Path file =
              SCREENSHOTS.resolve(name + "-" + colours.name().toLowerCase(Locale.ROOT) + ".png");
          page.screenshot(new Page.ScreenshotOptions().setPath(file));
          assertThat(Files.size(file), is(not(0L)));
        }
      }
    }
  }

  /** Half an hour of a shop, with estimates, late refinements and dead letters. */
  private static void writeScene(String topic) throws Exception {
    topics.create(topic + "-results", 1);
    topics.create(topic + "-dead-letter", 1);
    String[] categories = {
      "Electronics", "Groceries", "Books", "Toys", "Garden", "Music", "Home", "Health", "Sports"
    };
    for (int window = 0; window < 40; window++) {
      double busy = 1 + 0.25 * Math.sin(window / 6.0) + 0.04 * Math.sin(window * 2.3);
      write(topic + "-results", scene(window, "all", Math.round(3200 * busy)));
      for (int i = 0; i < categories.length; i++) {
        long unique = Math.round((1000 - 83 * i) * (busy + 0.1 * Math.sin(window + i)));
        write(topic + "-results", scene(window, "product_category=" + categories[i], unique));
      }
    }
    topics.send(topic + "-dead-letter", 0, "C000417", "this is not JSON");
    topics.send(
        topic + "-dead-letter",
        0,
        "C000692",
        "{\"customer_id\":\"C000692\",\"final_amount\":\"a lot\"}");
  }

  private static ResultRow scene(int window, String group, long unique) {
    boolean late = window % 9 == 5;
    long error = unique < 1600 ? 0 : unique / 20;
    long records = unique * 13 / 10;
    BigDecimal amount = BigDecimal.valueOf(records * 41_737 + 7 * unique, 2);
    return Rows.at(5 * window)
        .setGroup(group)
        .setUnique(unique)
        .setUniqueLow(unique - error)
        .setUniqueHigh(unique + error)
        .setRecords(records)
        .setAmountSum(amount)
        .setAmountAvg(amount.divide(BigDecimal.valueOf(records), new MathContext(16)))
        .setSequenceMin(40L * window)
        .setSequenceMax(40L * window + 80)
        .setPane(late ? ResultRow.Pane.LATE : ResultRow.Pane.ON_TIME)
        .setRevision(late ? 1 + window % 2 : 0)
        .build();
  }

  private static void showScene(Dashboard dashboard, Page page) {
    dashboard.show(
        JobProgress.of(81_420, OptionalLong.empty(), JobCounters.of(81_398, 79_912, 14, 2)));
    assertThat(page.locator("#more")).hasText("Show all 40");
    assertThat(page.locator("#letters li")).hasCount(2);
    assertThat(page.locator("#counter-read")).hasText("81,398");
    assertThat(page.locator("#link")).hasText(Pattern.compile("live"));
  }
}
