package dev.sliderule.generator.source;

import dev.sliderule.common.Command;
import dev.sliderule.common.JobFailedException;
import dev.sliderule.common.UsageException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.io.fs.MatchResult;
import org.apache.beam.sdk.io.fs.ResourceId;

/**
 * The rows of a CSV file with a header, in their order, again and again. A column is a number or a
 * boolean if all its cells are, text otherwise; an empty cell is null; numbers keep the decimals
 * that the file gives them.
 *
 * <p>The file is read once before the job starts, to learn columns, types and the number of rows,
 * and streamed while the job runs; it is never held in memory. It must not change meanwhile.
 */
public final class CsvSource implements RecordSource {
  private static final long serialVersionUID = 1L;

  // Wider than JSON: a first line with 007 or 1,5 in it is data as well.
  private static final Pattern NUMERIC = Pattern.compile("[+-]?\\d+([.,]\\d+)*([eE][+-]?\\d+)?");

  private final String path;
  private final ResourceId file;
  private final long bytes;
  private final long lastModifiedMillis;
  private final ArrayList<String> names;
  private final ArrayList<ColumnType> types;
  private final long rows;

  private CsvSource(
      String path,
      MatchResult.Metadata file,
      List<String> names,
      List<ColumnType> types,
      long rows) {
    this.path = path;
    this.file = file.resourceId();
    this.bytes = file.sizeBytes();
    this.lastModifiedMillis = file.lastModifiedMillis();
    this.names = new ArrayList<>(names);
    this.types = new ArrayList<>(types);
    this.rows = rows;
  }

  /**
   * Reads a file through from start to end.
   *
   * @param option the option that names the file, for error messages
   * @param path the file, local or of any file system that Beam knows
   * @throws UsageException if it cannot be read, is not UTF-8, has no header, has no rows, or has a
   *     row with more or fewer cells than the header
   */
  public static CsvSource scan(String option, String path) {
    try {
      MatchResult.Metadata file = FileSystems.matchSingleFileSpec(path);
      try (CsvRows csv = CsvRows.open(file.resourceId())) {
        return scan(option, path, file, csv);
      }
    } catch (CharacterCodingException e) {
      throw new UsageException(
          String.format(
              Locale.ROOT,
              "--%s=%s is bad: the file is not UTF-8; save it as CSV in UTF-8",
              option,
              path),
          e);
    } catch (IOException | IllegalArgumentException e) {
      throw new UsageException(
          String.format(
              Locale.ROOT,
              "--%s=%s is bad: the file cannot be read (%s); expected a readable CSV file",
              option,
              path,
              Command.rootMessage(e)),
          e);
    }
  }

  private static CsvSource scan(String option, String path, MatchResult.Metadata file, CsvRows csv)
      throws CharacterCodingException {
    long rows = 0;
    try {
      if (!csv.hasNext()) {
        throw UsageException.badOption(
            option, path, "the file is empty; expected a CSV file with column names in line 1");
      }
      List<String> names = header(option, path, csv);
      List<EnumSet<ColumnType>> candidates =
          names.stream()
              .map(name -> EnumSet.allOf(ColumnType.class))
              .collect(Collectors.toUnmodifiableList());
      Set<Integer> filled = new HashSet<>();
      while (csv.hasNext()) {
        List<String> cells = csv.next();
        if (cells.size() != names.size()) {
          throw UsageException.badOption(
              option,
              path,
              String.format(
                  Locale.ROOT,
                  "line %d has %d cells where the header names %d columns;"
                      + " expected the same number in every row",
                  csv.line(),
                  cells.size(),
                  names.size()));
        }
        for (int column = 0; column < cells.size(); column++) {
          String cell = cells.get(column);
          if (!cell.isEmpty()) {
            filled.add(column);
            candidates.get(column).removeIf(type -> !type.fits(cell));
          }
        }
        rows++;
      }
      if (rows == 0) {
        throw UsageException.badOption(
            option, path, "the file has a header but no rows; expected at least one row");
      }
      List<ColumnType> types = new ArrayList<>();
      for (int column = 0; column < names.size(); column++) {
        // In the order of the enum: the narrowest type first.
        types.add(
            filled.contains(column) ? candidates.get(column).iterator().next() : ColumnType.TEXT);
      }
      return new CsvSource(path, file, names, types, rows);
    } catch (CharacterCodingException e) {
      throw e;
    } catch (IOException e) {
      throw new UsageException(
          String.format(
              Locale.ROOT,
              "--%s=%s is bad: line %d is not CSV (%s); expected quotes as in RFC 4180",
              option,
              path,
              csv.line(),
              Command.rootMessage(e)),
          e);
    }
  }

  private static List<String> header(String option, String path, CsvRows csv) {
    List<String> names =
        csv.next().stream().map(String::strip).collect(Collectors.toUnmodifiableList());
    Set<String> seen = new HashSet<>();
    for (String name : names) {
      if (name.isEmpty()) {
        throw noHeader(option, path, "a name is blank");
      }
      if (NUMERIC.matcher(name).matches()) {
        throw noHeader(
            option, path, String.format(Locale.ROOT, "'%s' is a number and no name", name));
      }
      if (!seen.add(name)) {
        throw noHeader(option, path, String.format(Locale.ROOT, "'%s' is there twice", name));
      }
    }
    return names;
  }

  private static UsageException noHeader(String option, String path, String reason) {
    return UsageException.badOption(
        option,
        path,
        "line 1 is no header: " + reason + "; expected the names of the columns, each once");
  }

  @Override
  public List<String> fieldNames() {
    return List.copyOf(names);
  }

  /** The number of rows below the header. */
  @Override
  public OptionalLong size() {
    return OptionalLong.of(rows);
  }

  @Override
  public RecordCursor open() {
    return new Cursor(this);
  }

  /** Streams the file, and starts again at its top for a row that is behind it. */
  private static final class Cursor implements RecordCursor {
    private final CsvSource source;
    private CsvRows csv;
    private long nextRow;

    Cursor(CsvSource source) {
      this.source = source;
    }

    @Override
    public Map<String, FieldValue> at(long index) {
      long row = index % source.rows;
      try {
        if (csv == null || nextRow > row) {
          reopen();
        }
        while (nextRow < row) {
          nextCells();
        }
        Map<String, FieldValue> fields = fields(nextCells());
        if (nextRow == source.rows) {
          requireUnchanged();
        }
        return fields;
      } catch (IOException e) {
        throw new JobFailedException(
            String.format(
                Locale.ROOT,
                "the input %s cannot be read any more: %s",
                source.path,
                Command.rootMessage(e)),
            e);
      }
    }

    private void reopen() throws IOException {
      close();
      requireUnchanged();
      csv = CsvRows.open(source.file);
      nextRow = 0;
      if (!csv.hasNext() || csv.next().size() != source.names.size()) {
        throw changed();
      }
    }

    private void requireUnchanged() throws IOException {
      MatchResult.Metadata now = FileSystems.matchSingleFileSpec(source.path);
      if (now.sizeBytes() != source.bytes
          || now.lastModifiedMillis() != source.lastModifiedMillis) {
        throw changed();
      }
    }

    private List<String> nextCells() throws IOException {
      if (!csv.hasNext()) {
        throw changed();
      }
      List<String> cells = csv.next();
      if (cells.size() != source.names.size()) {
        throw changed();
      }
      nextRow++;
      return cells;
    }

    private Map<String, FieldValue> fields(List<String> cells) {
      Map<String, FieldValue> fields = new LinkedHashMap<>();
      for (int column = 0; column < cells.size(); column++) {
        String cell = cells.get(column);
        ColumnType type = source.types.get(column);
        if (!cell.isEmpty() && !type.fits(cell)) {
          throw changed();
        }
        fields.put(source.names.get(column), type.value(cell));
      }
      return fields;
    }

    private JobFailedException changed() {
      return new JobFailedException(
          String.format(
              Locale.ROOT,
              "the input %s has changed while it was being replayed; start the generator again",
              source.path));
    }

    @Override
    public void close() {
      try {
        if (csv != null) {
          csv.close();
          csv = null;
        }
      } catch (IOException e) {
        throw new JobFailedException(
            String.format(
                Locale.ROOT, "the input %s cannot be closed: %s", source.path, e.getMessage()),
            e);
      }
    }
  }
}
