package dev.sliderule.bench;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sliderule.common.UsageException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchmarkTest {
  @Test
  void removesOnlyTheWorkOfAnEarlierBenchmark(@TempDir Path out) throws Exception {
    Path work = Benchmark.emptyWork(out);
    Path earlier = Files.createFile(work.resolve("earlier"));
    assertThat(Benchmark.emptyWork(out), is(work));
    assertThat(Files.exists(earlier), is(false));
  }

  @Test
  void workOfSomebodyElseStays(@TempDir Path home) throws Exception {
    Path theirs = Files.createDirectory(home.resolve("work")).resolve("precious");
    Files.createFile(theirs);
    UsageException e = assertThrows(UsageException.class, () -> Benchmark.emptyWork(home));
    assertThat(e.getMessage(), startsWith("--out=" + home + " is bad: its directory 'work'"));
    assertThat(Files.exists(theirs), is(true));
  }
}
