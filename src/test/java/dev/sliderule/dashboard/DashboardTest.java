package dev.sliderule.dashboard;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sliderule.common.UsageException;
import dev.sliderule.launcher.EmbeddedBroker;
import dev.sliderule.pipeline.JobCounters;
import dev.sliderule.pipeline.write.ResultRow;
import dev.sliderule.pipeline.write.ResultRowJson;
import dev.sliderule.testing.KafkaTopics;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The server of the page with a real Kafka, as a browser sees it. */
@Timeout(120)
class DashboardTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private static EmbeddedBroker broker;
  private static KafkaTopics topics;

  @BeforeAll
  static void startBroker() {
    broker = EmbeddedBroker.start();
    topics = new KafkaTopics(broker.bootstrapServers());
  }

  @AfterAll
  static void stopBroker() {
    topics.close();
    broker.close();
  }

  private static Dashboard open(String resultsTopic) {
    return open(broker.bootstrapServers(), resultsTopic);
  }

  private static Dashboard open(String bootstrapServers, String resultsTopic) {
    return Dashboard.start(
        DashboardSettings.of(bootstrapServers, resultsTopic)
            .setListen(ListenAddress.parse("listen", "127.0.0.1:0"))
            .build());
  }

  private static void write(String topic, ResultRow row) {
    topics.send(topic, 0, ResultRowJson.formatKey(row.key()), ResultRowJson.format(row));
  }

  private static HttpResponse<String> get(String url) throws IOException, InterruptedException {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofMinutes(1)).build(),
            HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void tellsWhatIsThereAndWhatComes() throws Exception {
    topics.create("told-results", 1);
    write("told-results", SampleRows.row(0, "all", 100).build());
    try (Dashboard dashboard = open("told-results");
        PageEvents events = PageEvents.open(dashboard.url(), "all")) {
      JsonNode first = events.next("snapshot");
      assertThat(first.get("resultsTopic").textValue(), is("told-results"));
      JsonNode window =
          first.get("windows").isEmpty()
              ? events.next("update").get("windows").get(0)
              : first.get("windows").get(0);
      assertThat(window.get("unique").intValue(), is(100));
      assertThat(window.get("uniqueLow").intValue(), is(95));
      assertThat(window.get("amountSum").textValue(), is("98765.43"));

      write("told-results", SampleRows.late(0, "all", 101, 1).build());
      JsonNode refined = events.next("update").get("windows");
      assertThat(refined.size(), is(1));
      assertThat(refined.get(0).get("pane").textValue(), is("LATE"));
      assertThat(refined.get(0).get("revision").intValue(), is(1));
    }
  }

  @Test
  void waitsForATopicThatIsNotThereYet() throws Exception {
    try (Dashboard dashboard = open("future-results");
        PageEvents events = PageEvents.open(dashboard.url(), "all")) {
      JsonNode status = events.next("status", s -> s.get("kafka").textValue().equals("WAITING"));
      assertThat(status.get("watermarkDelay").isNull(), is(true));
      topics.create("future-results", 2);
      write("future-results", SampleRows.row(0, "all", 7).build());
      JsonNode update = events.next("update", u -> !u.get("windows").isEmpty());
      assertThat(update.get("windows").get(0).get("unique").intValue(), is(7));
      events.next("status", s -> s.get("kafka").textValue().equals("READING"));
    }
  }

  @Test
  void whatIsNotKnownIsNoZero() throws Exception {
    topics.create("alone", 1);
    try (Dashboard dashboard = open("alone");
        PageEvents events = PageEvents.open(dashboard.url(), "all")) {
      JsonNode status = events.next("status");
      for (String number :
          new String[] {"sent", "read", "counted", "late", "malformed", "lag", "watermarkDelay"}) {
        assertThat(number, status.get(number).isNull(), is(true));
      }
      dashboard.show(JobProgress.of(50, OptionalLong.of(90), JobCounters.of(40, 30, 2, 1)));
      status = events.next("status", s -> !s.get("sent").isNull());
      assertThat(status.get("sent").intValue(), is(50));
      assertThat(status.get("total").intValue(), is(90));
      assertThat(status.get("read").intValue(), is(40));
      assertThat(status.get("lag").intValue(), is(10));
    }
  }

  @Test
  void recordsThatAreNoRowsAreCountedAndPassedOver() throws Exception {
    topics.create("mixed-results", 1);
    topics.send("mixed-results", 0, "key", "no row");
    topics.send("mixed-results", 0, "key", "null");
    write("mixed-results", SampleRows.row(0, "all", 3).build());
    try (Dashboard dashboard = open("mixed-results");
        PageEvents events = PageEvents.open(dashboard.url(), "all")) {
      events.next("status", s -> s.get("unreadable").intValue() == 2);
      assertThat(groups(dashboard, "").get("groupCount").intValue(), is(1));
    }
  }

  @Test
  void findsGroupsByAPartOfTheirName() throws Exception {
    topics.create("cities-results", 1);
    write("cities-results", SampleRows.row(0, "city=Rome & <Co>", 5).build());
    write("cities-results", SampleRows.row(0, "city=Oslo", 9).build());
    try (Dashboard dashboard = open("cities-results");
        PageEvents events = PageEvents.open(dashboard.url(), "city%3DRome+%26+%3CCo%3E")) {
      JsonNode snapshot = events.next("snapshot");
      assertThat(snapshot.get("group").textValue(), is("city=Rome & <Co>"));
      if (snapshot.get("windows").isEmpty()) {
        events.next("update", update -> update.get("groupCount").intValue() == 2);
      }
      JsonNode found = groups(dashboard, "%26+%3C");
      assertThat(found.get("groups").size(), is(1));
      assertThat(found.get("groups").get(0).get("unique").intValue(), is(5));
      assertThat(
          groups(dashboard, "city").get("groups").get(0).get("name").textValue(), is("city=Oslo"));
    }
  }

  private static JsonNode groups(Dashboard dashboard, String search) throws Exception {
    return MAPPER.readTree(get(dashboard.url() + "api/groups?search=" + search).body());
  }

  @Test
  void tellsTheLastDeadLettersTheLatestFirst() throws Exception {
    topics.create("sales-dead-letter", 1);
    for (int i = 0; i < 60; i++) {
      topics.send("sales-dead-letter", 0, "k" + i, "<script>" + i);
    }
    try (Dashboard dashboard = open("sales-results");
        PageEvents events = PageEvents.open(dashboard.url(), "all")) {
      JsonNode letters =
          events.next("deadLetters", told -> told.get("letters").size() == 50).get("letters");
      assertThat(letters.get(0).get("value").textValue(), is("<script>59"));
      assertThat(letters.get(49).get("value").textValue(), is("<script>10"));
    }
  }

  @Test
  void outlivesItsKafka(@TempDir Path dir) throws Exception {
    EmbeddedBroker first = EmbeddedBroker.start(dir.resolve("kafka"));
    try (KafkaTopics its = new KafkaTopics(first.bootstrapServers())) {
      its.create("there-results", 1);
    }
    try (Dashboard dashboard = open(first.bootstrapServers(), "there-results");
        PageEvents events = PageEvents.open(dashboard.url(), "all")) {
      events.next("status", s -> s.get("kafka").textValue().equals("READING"));
      first.close();
      events.next("status", s -> s.get("kafka").textValue().equals("UNREACHABLE"));
      try (EmbeddedBroker again = EmbeddedBroker.start(dir.resolve("kafka"), first.port());
          KafkaTopics its = new KafkaTopics(again.bootstrapServers())) {
        ResultRow row = SampleRows.row(0, "all", 11).build();
        its.send("there-results", 0, ResultRowJson.formatKey(row.key()), ResultRowJson.format(row));
        JsonNode update = events.next("update", u -> !u.get("windows").isEmpty());
        assertThat(update.get("windows").get(0).get("unique").intValue(), is(11));
        events.next("status", s -> s.get("kafka").textValue().equals("READING"));
      }
    } finally {
      first.close();
    }
  }

  @Test
  void letsNothingInFromElsewhere() throws Exception {
    try (Dashboard dashboard = open("guarded")) {
      HttpResponse<String> page = get(dashboard.url());
      assertThat(page.statusCode(), is(200));
      String policy = page.headers().firstValue("Content-Security-Policy").orElse("");
      assertThat(
          policy, allOf(containsString("default-src 'self'"), not(containsString("unsafe"))));
      assertThat(page.headers().firstValue("X-Content-Type-Options").orElse(""), is("nosniff"));
      assertThat(page.headers().firstValue("Cache-Control").orElse(""), is("no-store"));
      assertThat(page.body(), not(containsString("http:")));
      assertThat(page.body(), not(containsString("https:")));
      assertThat(get(dashboard.url() + "vendor/chart.js").statusCode(), is(200));
      assertThat(get(dashboard.url() + "vendor/../Dashboard.class").statusCode(), is(404));
    }
  }

  @Test
  void requestUnderTheNameOfAnotherSiteIsRefused() throws Exception {
    try (Dashboard dashboard = open("guarded")) {
      int port = URI.create(dashboard.url()).getPort();
      assertThat(status(port, "evil.example:" + port), is("HTTP/1.1 403 Forbidden"));
      assertThat(status(port, "localhost:" + port), is("HTTP/1.1 200 OK"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "127.0.0.2", "[::1]", "LocalHost"})
  void pageOnALoopbackAddressIsForThisMachineOnly(String listen) throws Exception {
    DashboardSettings settings =
        DashboardSettings.of(broker.bootstrapServers(), "guarded")
            .setListen(ListenAddress.parse("listen", listen + ":0"))
            .build();
    try (Dashboard dashboard = Dashboard.start(settings)) {
      URI url = URI.create(dashboard.url());
      InetAddress address = InetAddress.getByName(url.getHost());
      int port = url.getPort();
      assertThat(url.getHost(), is(listen));
      for (String own :
          new String[] {"localhost", "LOCALHOST", "localhost.", "127.0.0.1", "[::1]", listen}) {
        assertThat(own, status(address, port, own + ":" + port), is("HTTP/1.1 200 OK"));
        assertThat(own, status(address, port, own), is("HTTP/1.1 200 OK"));
      }
      for (String foreign :
          new String[] {
            "evil.example",
            "localhost.evil.example",
            "127.0.0.1.evil.example",
            "192.0.2.1",
            "[2001:db8::1]",
            ""
          }) {
        assertThat(
            foreign,
            status(address, port, foreign.isEmpty() ? "" : foreign + ":" + port),
            is("HTTP/1.1 403 Forbidden"));
      }
    }
  }

  @Test
  void pageThatOthersReachIsForEveryName() throws Exception {
    DashboardSettings settings =
        DashboardSettings.of(broker.bootstrapServers(), "open")
            .setListen(ListenAddress.parse("listen", "0.0.0.0:0"))
            .build();
    try (Dashboard dashboard = Dashboard.start(settings)) {
      int port = URI.create(dashboard.url()).getPort();
      assertThat(status(port, "counts.example:" + port), is("HTTP/1.1 200 OK"));
    }
  }

  @Test
  void addressThatIsNoneIsOneSentence() {
    for (String host : new String[] {"no-such-host.invalid", "[::::]"}) {
      DashboardSettings settings =
          DashboardSettings.of(broker.bootstrapServers(), "rows")
              .setListen(ListenAddress.parse("listen", host + ":0"))
              .build();
      UsageException e = assertThrows(UsageException.class, () -> Dashboard.start(settings));
      assertThat(
          e.getMessage(), startsWith("the page cannot be served at " + host + ":0, which is "));
    }
  }

  private static String status(int port, String host) throws IOException {
    return status(InetAddress.getLoopbackAddress(), port, host);
  }

  private static String status(InetAddress address, int port, String host) throws IOException {
    try (Socket socket = new Socket(address, port)) {
      socket.setSoTimeout(60_000);
      OutputStream out = socket.getOutputStream();
      out.write(
          ("GET / HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n")
              .getBytes(StandardCharsets.US_ASCII));
      return new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
          .readLine();
    }
  }

  @Test
  void addressThatIsTakenIsOneSentence() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      DashboardSettings settings =
          DashboardSettings.of(broker.bootstrapServers(), "rows")
              .setListen(ListenAddress.parse("listen", "127.0.0.1:" + taken.getLocalPort()))
              .build();
      UsageException e = assertThrows(UsageException.class, () -> Dashboard.start(settings));
      assertThat(
          e.getMessage(),
          is(
              "the page cannot be served at 127.0.0.1:"
                  + taken.getLocalPort()
                  + ", which is taken or no address of this machine; name another, or port 0 for"
                  + " any that is free"));
    }
  }
}
