package dev.sliderule.launcher;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sliderule.common.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArgsFileTest {
  @TempDir private Path directory;

  @Test
  void readsTheArgumentsBetweenTheComments() throws IOException {
    Path file = directory.resolve("x.args");
    Files.writeString(file, "# why\n--a=1\n\n  --b=x y # no comment\n  # --c=3\n--d=\n");

    assertThat(ArgsFile.read(file), is(List.of("--a=1", "--b=x y # no comment", "--d=")));
  }

  @Test
  void refusesWhatIsNoArgument() throws IOException {
    Path file = directory.resolve("x.args");
    Files.writeString(file, "--a 1\n");

    UsageException e = assertThrows(UsageException.class, () -> ArgsFile.read(file));
    assertThat(e.getMessage(), is(file + " has the line '--a 1': expected --option=value"));
  }

  @Test
  void saysWhereToRunWithoutTheFile() {
    Path file = directory.resolve("missing.args");

    UsageException e = assertThrows(UsageException.class, () -> ArgsFile.read(file));
    assertThat(
        e.getMessage(),
        allOf(startsWith(file + " cannot be read ("), containsString("runner-configs")));
  }
}
