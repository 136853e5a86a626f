package dev.sliderule.testing;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sliderule.pipeline.write.ResultRow;
import dev.sliderule.pipeline.write.ResultRowJson;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/** Reads what the files sinks have written. */
public final class ResultFiles {
  private static final Set<String> TEXTS = Set.of("windowStart", "windowEnd", "group", "pane");

  private ResultFiles() {}

  /** All rows in a directory, in the order of the names of their files. */
  public static List<ResultRow> rows(Path directory) throws IOException {
    return read(directory).values().stream().flatMap(List::stream).collect(Collectors.toList());
  }

  /** The rows of each file. */
  public static Map<String, List<ResultRow>> read(Path directory) throws IOException {
    Map<String, List<ResultRow>> files = new TreeMap<>();
    try (Stream<Path> paths = Files.walk(directory).filter(Files::isRegularFile)) {
      for (Path path : paths.collect(Collectors.toList())) {
        String name = directory.relativize(path).toString();
        // A job that was killed leaves a directory .temp-beam with files that were not complete.
        boolean hidden = name.startsWith(".") || path.getFileName().toString().startsWith(".");
        if (!hidden) {
          files.put(name, name.endsWith(".csv") ? csv(path) : json(path));
        }
      }
    }
    return files;
  }

  private static List<ResultRow> json(Path path) throws IOException {
    List<ResultRow> rows = new ArrayList<>();
    for (String line : Files.readAllLines(path)) {
      rows.add(ResultRowJson.parse(line.getBytes(StandardCharsets.UTF_8)));
    }
    return rows;
  }

  /** By the names in the header, which are those of the JSON. */
  private static List<ResultRow> csv(Path path) throws IOException {
    List<ResultRow> rows = new ArrayList<>();
    CSVFormat format = CSVFormat.RFC4180.builder().setHeader().setSkipHeaderRecord(true).get();
    try (CSVParser parser = CSVParser.parse(path, StandardCharsets.UTF_8, format)) {
      for (CSVRecord record : parser) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        record
            .toMap()
            .forEach(
                (name, value) -> {
                  if (TEXTS.contains(name)) {
                    json.put(name, value);
                  } else if (value.isEmpty()) {
                    json.putNull(name);
                  } else {
                    json.put(name, new BigDecimal(value));
                  }
                });
        rows.add(ResultRowJson.parse(json.toString().getBytes(StandardCharsets.UTF_8)));
      }
    }
    return rows;
  }
}
