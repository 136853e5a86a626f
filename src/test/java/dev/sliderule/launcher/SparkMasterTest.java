package dev.sliderule.launcher;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sliderule.common.UsageException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SparkMasterTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "local | spark-local | true",
        "local[*] | spark-local | true",
        "local[12] | spark-local | true",
        "spark://127.0.0.1:7077 | spark-standalone | true",
        "spark://localhost:7077,127.0.0.1:7078 | spark-standalone | true",
        // TEST-NET-3: never the address of a machine.
        "spark://203.0.113.1:7077 | spark-standalone | false",
        "spark://127.0.0.1:7077,203.0.113.1:7077 | spark-standalone | false",
        "spark://no-such-host.invalid:7077 | spark-standalone | false",
        "yarn | yarn | false",
      })
  void knowsTheirPlace(String url, String place, boolean here) {
    SparkMaster master = SparkMaster.parse(url);

    assertThat(master.url(), is(url));
    assertThat(master.place(), is(place));
    assertThat(master.onThisMachine(), is(here));
    assertThat(master.isLocal(), is(place.equals("spark-local")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "local[0]",
        "local[two]",
        "local[2,4]",
        "local[*, 4]",
        "local-cluster[2,1,1024]",
        "spark://host",
        "mesos://host:5050",
        "Yarn"
      })
  void refusesOthers(String url) {
    UsageException e = assertThrows(UsageException.class, () -> SparkMaster.parse(url));
    assertThat(
        e.getMessage(),
        is(
            "--master="
                + url
                + " is bad: expected local[*], local[<threads>], spark://host:port or yarn"));
  }

  @Test
  void clusterElsewhereNeedsAKafkaThatItReaches() {
    for (String master : new String[] {"yarn", "spark://203.0.113.1:7077"}) {
      UsageException e =
          assertThrows(
              UsageException.class,
              () -> RunSparkOptions.parse("--master=" + master).checkedMaster());
      assertThat(
          e.getMessage(),
          is(
              "--master="
                  + master
                  + " is bad: a cluster cannot reach the Kafka that would be started on 127.0.0.1;"
                  + " name one that it reaches with --bootstrap=host:port"));
      assertThat(
          RunSparkOptions.parse("--master=" + master, "--bootstrap=kafka:9092")
              .checkedMaster()
              .url(),
          is(master));
    }
    assertThat(RunSparkOptions.parse().checkedMaster().url(), is("local[*]"));
  }
}
