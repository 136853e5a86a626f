package dev.sliderule.spark;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.closeTo;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.nullValue;

import dev.sliderule.generator.GeneratorPipeline;
import dev.sliderule.pipeline.UniqueCountsPipeline;
import dev.sliderule.testing.spark.SparkSubmission;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Constructor;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.ProtectionDomain;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hamcrest.FeatureMatcher;
import org.hamcrest.Matcher;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes to a cluster, and above all what does not. */
class ClusterJarIT {
  private static final Path PATH = Path.of("target/sliderule-cluster.jar");
  private static final int JAVA_11 = 55;

  private static JarFile jar;
  private static List<String> names;

  @BeforeAll
  static void openJar() throws IOException {
    jar = new JarFile(PATH.toFile());
    names = jar.stream().map(JarEntry::getName).collect(Collectors.toList());
  }

  @AfterAll
  static void closeJar() throws IOException {
    jar.close();
  }

  @Test
  void isSmallEnoughToBeSentAround() throws IOException {
    assertThat(Files.size(PATH), is(lessThan(100_000_000L)));
  }

  @Test
  void hasTheJobs() {
    assertThat(
        names,
        hasItems(
            "dev/sliderule/pipeline/UniqueCountsPipeline.class",
            "dev/sliderule/generator/GeneratorPipeline.class",
            "dev/sliderule/common/Command.class",
            "org/apache/beam/runners/spark/SparkRunner.class",
            "org/apache/kafka/clients/consumer/KafkaConsumer.class",
            "com/google/cloud/hosted/kafka/auth/GcpLoginCallbackHandler.class"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "com/fasterxml/",
        "com/github/luben/",
        "com/google/api/",
        "com/google/auth/",
        "com/google/common/",
        "com/google/gson/",
        "com/google/protobuf/",
        "dev/sliderule/launcher/",
        "io/grpc/",
        "io/netty/",
        "kafka/",
        "net/jpountz/",
        "org/apache/avro/",
        "org/apache/beam/runners/direct/",
        "org/apache/commons/",
        "org/apache/datasketches/",
        "org/apache/hadoop/",
        "org/apache/http/",
        "org/apache/log4j/",
        "org/apache/logging/",
        "org/apache/spark/",
        "org/slf4j/",
        "org/xerial/",
        "picocli/",
        "scala/"
      })
  void leavesToTheClusterOrRenames(String directory) {
    assertThat(
        names.stream()
            .map(name -> name.replaceFirst("^META-INF/versions/\\d+/", ""))
            .filter(name -> name.startsWith(directory) && name.endsWith(".class"))
            .collect(Collectors.toList()),
        is(empty()));
  }

  @Test
  void hasNoSettingsOfTheClusterAndNoSignatures() {
    assertThat(
        names.stream()
            .filter(
                name ->
                    name.matches("log4j2?\\..*|META-INF/[^/]*\\.(SF|RSA|DSA|EC)|.*\\.(pem|key)"))
            .collect(Collectors.toList()),
        is(empty()));
  }

  @Test
  void runsOnJava11() throws IOException {
    List<String> tooNew = new ArrayList<>();
    int classes = 0;
    for (String name : names) {
      if (!name.endsWith(".class") || name.startsWith("META-INF/versions/")) {
        continue;
      }
      classes++;
      try (DataInputStream in = new DataInputStream(jar.getInputStream(jar.getEntry(name)))) {
        in.readInt();
        in.readUnsignedShort();
        int major = in.readUnsignedShort();
        if (major > JAVA_11) {
          tooNew.add(name + " " + major);
        }
      }
    }
    assertThat(tooNew, is(empty()));
    assertThat("classes were looked at", classes > 10_000);
  }

  @Test
  void registersRunnerFileSystemsAndOptions() throws IOException {
    assertThat(
        service("org.apache.beam.sdk.runners.PipelineRunnerRegistrar"),
        hasItem("org.apache.beam.runners.spark.SparkRunnerRegistrar$Runner"));
    assertThat(
        service("org.apache.beam.sdk.options.PipelineOptionsRegistrar"),
        hasItem("org.apache.beam.runners.spark.SparkRunnerRegistrar$Options"));
    assertThat(
        service("org.apache.beam.sdk.io.FileSystemRegistrar"),
        hasItem("org.apache.beam.sdk.io.LocalFileSystemRegistrar"));
  }

  private static List<String> service(String type) throws IOException {
    try (InputStream in = jar.getInputStream(jar.getEntry("META-INF/services/" + type))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .collect(Collectors.toList());
    }
  }

  @Test
  void isNoApplicationOfItsOwn() throws IOException {
    Attributes manifest = jar.getManifest().getMainAttributes();
    assertThat(manifest.getValue(Attributes.Name.MAIN_CLASS), is(nullValue()));
    assertThat(manifest.getValue(Attributes.Name.CLASS_PATH), is(nullValue()));
    assertThat(manifest.getValue(Attributes.Name.MULTI_RELEASE), is("true"));
  }

  @Test
  void hasItsOwnSketchesBesideThoseOfSpark() throws Exception {
    try (URLClassLoader loader = besideSpark()) {
      Class<?> type =
          loader.loadClass("dev.sliderule.shaded.org.apache.datasketches.hll.HllSketch");
      Object sketch = type.getConstructor(int.class).newInstance(12);
      for (int i = 0; i < 1_000; i++) {
        type.getMethod("update", long.class).invoke(sketch, (long) i);
      }
      byte[] bytes = (byte[]) type.getMethod("toCompactByteArray").invoke(sketch);
      Object read = type.getMethod("heapify", byte[].class).invoke(null, bytes);
      assertThat((Double) type.getMethod("getEstimate").invoke(read), is(closeTo(1_000, 30)));
      assertThat(
          loader.loadClass("org.apache.datasketches.hll.HllSketch").getProtectionDomain(),
          is(inJar("datasketches-java-3")));
    }
  }

  @Test
  void logsInToGoogleWithItsOwnLibraries() throws Exception {
    try (URLClassLoader loader = besideSpark()) {
      String auth = "dev.sliderule.shaded.com.google.auth.oauth2.";
      Class<?> tokenType = loader.loadClass(auth + "AccessToken");
      Class<?> credentialsType = loader.loadClass(auth + "GoogleCredentials");
      Object token = tokenType.getConstructor(String.class, Date.class).newInstance("t", null);
      Object credentials = credentialsType.getMethod("create", tokenType).invoke(null, token);
      Class<?> type =
          loader.loadClass("com.google.cloud.hosted.kafka.auth.GcpLoginCallbackHandler");
      // The public one asks the environment for credentials.
      Constructor<?> constructor = type.getDeclaredConstructor(credentialsType);
      constructor.setAccessible(true);
      type.getMethod("configure", Map.class, String.class, List.class)
          .invoke(constructor.newInstance(credentials), Map.of(), "OAUTHBEARER", List.of());
      assertThat(
          loader.loadClass("com.google.common.base.Joiner").getProtectionDomain(),
          is(inJar("guava-14")));
    }
  }

  @ParameterizedTest
  @ValueSource(classes = {UniqueCountsPipeline.class, GeneratorPipeline.class})
  void jobsTellTheirVersionWithoutKafka(Class<?> main) throws InterruptedException {
    try (SparkSubmission job = SparkSubmission.to("local[1]").start(main, "--version")) {
      assertThat(job.output(), job.awaitExit(Duration.ofMinutes(1)), is(0));
      assertThat(job.output(), matchesPattern("(?s).*sliderule [0-9].* \\(Beam 2.*, Kafka 3.*"));
    }
  }

  private static Matcher<ProtectionDomain> inJar(String name) {
    return new FeatureMatcher<>(containsString(name), "a class in", "jar") {
      @Override
      protected String featureValueOf(ProtectionDomain domain) {
        return domain.getCodeSource().getLocation().toString();
      }
    };
  }

  /** As in a driver: Spark's classes count, and then those of the jar. */
  private static URLClassLoader besideSpark() throws IOException {
    List<URL> urls = new ArrayList<>();
    try (Stream<Path> sparkJars = Files.list(Path.of("target/spark/jars"))) {
      for (Path path : sparkJars.sorted().collect(Collectors.toList())) {
        urls.add(path.toUri().toURL());
      }
    }
    urls.add(PATH.toUri().toURL());
    return new URLClassLoader(urls.toArray(new URL[0]), ClassLoader.getPlatformClassLoader());
  }
}
