package dev.sliderule.pipeline.write;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import org.apache.beam.sdk.io.FileIO;

/**
 * A format of files with result rows: how their names end, and how rows are written. This is where
 * another one plugs in: for Parquet, a constant whose sink is that of Beam's {@code ParquetIO}.
 */
public enum RowFormat {
  /** A JSON object on each line. */
  JSON_LINES("jsonl", "{\"windowStart\":") {
    @Override
    public FileIO.Sink<ResultRow> sink() {
      return new TextSink("") {
        private static final long serialVersionUID = 1L;

        @Override
        String format(ResultRow row) {
          return ResultRowJson.format(row) + "\n";
        }
      };
    }
  },

  /** Comma-separated values, with a header in each file. */
  CSV("csv", "windowStart,windowEnd,") {
    @Override
    public FileIO.Sink<ResultRow> sink() {
      return new TextSink(ResultRowCsv.header()) {
        private static final long serialVersionUID = 1L;

        @Override
        String format(ResultRow row) {
          return ResultRowCsv.format(row);
        }
      };
    }
  };

  private final String extension;
  private final String beginning;

  RowFormat(String extension, String beginning) {
    this.extension = extension;
    this.beginning = beginning;
  }

  /** The end of a file's name, without a dot. */
  public String extension() {
    return extension;
  }

  /**
   * Whether a file with this content may be replaced: it begins as files with rows do, or is empty.
   */
  public boolean mayReplace(InputStream content) throws IOException {
    byte[] found = content.readNBytes(beginning.length());
    return found.length == 0 || new String(found, StandardCharsets.UTF_8).equals(beginning);
  }

  /** What writes the rows of one file after another. */
  public abstract FileIO.Sink<ResultRow> sink();

  /** Text in UTF-8. */
  private abstract static class TextSink implements FileIO.Sink<ResultRow> {
    private static final long serialVersionUID = 1L;

    private final String header;
    private transient WritableByteChannel channel;

    TextSink(String header) {
      this.header = header;
    }

    abstract String format(ResultRow row);

    @Override
    public void open(WritableByteChannel channel) throws IOException {
      this.channel = channel;
      write(header);
    }

    @Override
    public void write(ResultRow row) throws IOException {
      write(format(row));
    }

    @Override
    public void flush() {}

    private void write(String text) throws IOException {
      ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    }
  }
}
