package dev.sliderule.launcher;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The list of what is shipped. */
class SbomIT {
  @Test
  void namesEveryLibraryBesideTheJarAndNoneOfTheTests() throws IOException {
    JsonNode sbom = new ObjectMapper().readTree(Path.of("target/sliderule-sbom.json").toFile());
    List<String> named = new ArrayList<>();
    for (JsonNode component : sbom.get("components")) {
      named.add(component.get("name").asText() + "-" + component.get("version").asText());
    }
    List<String> unnamed;
    try (Stream<Path> libraries = Files.list(Path.of("target/lib"))) {
      unnamed =
          libraries
              .map(library -> library.getFileName().toString())
              // Some have a classifier after the version.
              .filter(library -> named.stream().noneMatch(library::startsWith))
              .collect(Collectors.toList());
    }

    assertThat(unnamed, is(empty()));
    assertThat(named, hasItem(startsWith("beam-runners-spark-3-")));
    assertThat(named, not(hasItem(startsWith("junit-jupiter"))));
    assertThat(named, not(hasItem(startsWith("spark-streaming"))));
  }
}
