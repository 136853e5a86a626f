package dev.sliderule.dashboard;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sliderule.testing.Waits;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Predicate;

/** What a browser is told by server-sent events. Reading waits; tests have time limits. */
final class PageEvents implements AutoCloseable {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final InputStream body;
  private final BufferedReader lines;

  private PageEvents(InputStream body) {
    this.body = body;
    lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
  }

  /** Attends to a group, whose name is encoded already. */
  static PageEvents open(String url, String group) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url + "api/events?group=" + group))
            .header("Accept", "text/event-stream")
            .timeout(Duration.ofMinutes(1))
            .build();
    HttpResponse<InputStream> response =
        HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofInputStream());
    return new PageEvents(response.body());
  }

  /** The next event of a kind. */
  JsonNode next(String event) throws Exception {
    return next(event, json -> true);
  }

  /** The next event of a kind with what is looked for. */
  JsonNode next(String event, Predicate<JsonNode> wanted) throws Exception {
    String kind = "";
    for (String line = read(event); line != null; line = read(event)) {
      if (line.startsWith("event: ")) {
        kind = line.substring("event: ".length());
      } else if (line.startsWith("data: ") && kind.equals(event)) {
        JsonNode json = MAPPER.readTree(line.substring("data: ".length()));
        if (wanted.test(json)) {
          return json;
        }
      }
    }
    throw new IOException("The server has ended before " + event);
  }

  private String read(String event) throws Exception {
    return Waits.line("the page's events, with " + event, lines);
  }

  @Override
  public void close() throws IOException {
    body.close();
  }
}
