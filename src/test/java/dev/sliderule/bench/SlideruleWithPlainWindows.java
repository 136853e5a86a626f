package dev.sliderule.bench;

import dev.sliderule.pipeline.PlainWindowsPipeline;
import dev.sliderule.testing.spark.SparkHome;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

/** Our pipeline on the SparkRunner, but with Beam's own sliding windows instead of slices. */
final class SlideruleWithPlainWindows implements Subject {
  private static final Path CLASSES = Path.of("target", "test-classes");

  @Override
  public String letter() {
    return "b";
  }

  @Override
  public String name() {
    return "the same with plain windows";
  }

  @Override
  public Map<String, String> environment() {
    return SparkHome.environment();
  }

  @Override
  public List<String> command(Run run) {
    return SliderulePipeline.submission(
        run, PlainWindowsPipeline.class.getName(), List.of("--jars", jar(run).toString()));
  }

  /** Makes a jar of the classes that are not in that for clusters. */
  private static Path jar(Run run) {
    Path jar = run.directory().resolve("plain-windows.jar");
    try (Stream<Path> files = Files.walk(CLASSES.resolve("dev/sliderule/pipeline"));
        OutputStream out = Files.newOutputStream(jar);
        JarOutputStream entries = new JarOutputStream(out)) {
      for (Path file :
          files
              .filter(path -> path.getFileName().toString().matches("PlainWindows.*[.]class"))
              .collect(Collectors.toList())) {
        entries.putNextEntry(new ZipEntry(CLASSES.relativize(file).toString()));
        Files.copy(file, entries);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return jar;
  }
}
