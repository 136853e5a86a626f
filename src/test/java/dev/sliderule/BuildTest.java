package dev.sliderule;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What the build itself must not do. */
class BuildTest {
  private static final Pattern DELETED = Pattern.compile("<delete dir=\"([^\"]*)\"");

  /** A property of another name could be one that the user has set for something else. */
  @Test
  void onlyItsOwnDirectoryIsDeletedFrom() throws Exception {
    List<String> deleted =
        DELETED
            .matcher(Files.readString(Path.of("pom.xml")))
            .results()
            .map(found -> found.group(1))
            .collect(Collectors.toList());
    assertThat(deleted, is(not(empty())));
    assertThat(deleted, everyItem(startsWith("${project.build.directory}/")));
  }
}
