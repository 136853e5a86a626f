package dev.sliderule.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.apache.spark.sql.streaming.StateOperatorProgress;
import org.apache.spark.sql.streaming.StreamingQueryListener;

/** Writes down the most memory that the state of a query of Structured Streaming has used. */
final class StateSize extends StreamingQueryListener {
  private static final long serialVersionUID = 1L;

  private final String file;
  private long peakBytes;

  /**
   * A listener.
   *
   * @param file which gets the bytes as a number
   */
  StateSize(String file) {
    this.file = file;
  }

  @Override
  public void onQueryStarted(QueryStartedEvent event) {}

  @Override
  public void onQueryProgress(QueryProgressEvent event) {
    long bytes =
        Arrays.stream(event.progress().stateOperators())
            .mapToLong(StateOperatorProgress::memoryUsedBytes)
            .sum();
    if (bytes > peakBytes) {
      peakBytes = bytes;
      try {
        Files.writeString(Path.of(file), Long.toString(bytes));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @Override
  public void onQueryTerminated(QueryTerminatedEvent event) {}
}
