package dev.sliderule.launcher;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sliderule.pipeline.event.MalformedReason;
import dev.sliderule.pipeline.write.ResultRow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The dashboard asks for metrics that there are, under the names that the documentation has. */
class GrafanaDashboardTest {
  private static final Path DASHBOARD = Path.of("runner-configs", "grafana", "sliderule.json");
  private static final String SPARK = "metrics_sliderule_driver_sliderule_";
  private static final Pattern METRIC = Pattern.compile("(metrics_)?sliderule_[a-zA-Z_]+");

  @Test
  void asksForDocumentedMetrics() throws IOException {
    List<String> documented = documented();
    List<String> asked = asked();

    assertThat(asked, hasItem("sliderule_records_read_total"));
    for (MalformedReason reason : MalformedReason.values()) {
      assertThat(asked, hasItem(SPARK + "malformed_" + reason + "_Value"));
    }
    assertThat(
        asked.stream().filter(name -> !documented.contains(name)).collect(Collectors.toList()),
        hasSize(0));
  }

  private static List<String> asked() throws IOException {
    List<String> asked = new ArrayList<>();
    JsonNode dashboard = new ObjectMapper().readTree(DASHBOARD.toFile());
    for (JsonNode panel : dashboard.path("panels")) {
      for (JsonNode target : panel.path("targets")) {
        Matcher metric = METRIC.matcher(target.path("expr").asText());
        while (metric.find()) {
          asked.add(metric.group());
        }
      }
    }
    return asked;
  }

  /** The names in docs/metrics.md, in full. */
  private static List<String> documented() throws IOException {
    String text = Files.readString(Path.of("docs", "metrics.md"));
    List<String> names = new ArrayList<>();
    Matcher code = Pattern.compile("`([\\w<>]+)(\\{[^`]*)?`").matcher(text);
    while (code.find()) {
      String name = code.group(1);
      if (name.endsWith("_Value")) {
        variants(SPARK + name).forEach(names::add);
      } else {
        names.add(name);
      }
    }
    return names;
  }

  private static Stream<String> variants(String name) {
    if (name.contains("<REASON>")) {
      return Stream.of(MalformedReason.values())
          .map(reason -> name.replace("<REASON>", reason.name()));
    }
    if (name.contains("<PANE>")) {
      return Stream.of(ResultRow.Pane.values()).map(pane -> name.replace("<PANE>", pane.name()));
    }
    return Stream.of(name);
  }
}
