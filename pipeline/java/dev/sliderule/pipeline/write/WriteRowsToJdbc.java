package dev.sliderule.pipeline.write;

import java.time.Instant;
import java.util.TreeMap;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PDone;

/**
 * Writes result rows to a table of a PostgreSQL database, which must be there ({@link
 * JdbcTable#prepare}). A bundle ends when its rows are committed.
 *
 * <p>Not by Beam's {@code JdbcIO}: it keeps rows of a stream in state, so that a job could note
 * windows as done whose rows are not written; and when its connection is lost, it does not open
 * another.
 */
public final class WriteRowsToJdbc extends PTransform<PCollection<ResultRow>, PDone> {
  private static final long serialVersionUID = 1L;

  private final transient JdbcTarget target;

  private WriteRowsToJdbc(JdbcTarget target) {
    this.target = target;
  }

  public static WriteRowsToJdbc to(JdbcTarget target) {
    return new WriteRowsToJdbc(target);
  }

  @Override
  public PDone expand(PCollection<ResultRow> rows) {
    rows.apply("UpsertRows", ParDo.of(new UpsertRowsFn(target, Instant.now())));
    return PDone.in(rows.getPipeline());
  }

  /** Collects the rows of a bundle, and writes of each window and group only the last one. */
  static final class UpsertRowsFn extends DoFn<ResultRow, Void> {
    private static final long serialVersionUID = 1L;

    private static final int MAX_BATCH = 1_000;

    private final JdbcTarget target;
    private final Instant jobStartedAt;

    /** Sorted, so that tasks that write the same rows do so in the same order. */
    private transient TreeMap<ResultKey, ResultRow> batch;

    private transient JdbcConnection connection;

    UpsertRowsFn(JdbcTarget target, Instant jobStartedAt) {
      this.target = target;
      this.jobStartedAt = jobStartedAt;
    }

    @Setup
    public void setup() {
      connection = JdbcConnection.acquire(target);
    }

    @StartBundle
    public void startBundle() {
      batch = new TreeMap<>();
    }

    @ProcessElement
    public void processElement(@Element ResultRow row) throws InterruptedException {
      batch.merge(row.key(), row, ResultRow::later);
      if (batch.size() >= MAX_BATCH) {
        write();
      }
    }

    @FinishBundle
    public void finishBundle() throws InterruptedException {
      write();
    }

    private void write() throws InterruptedException {
      if (!batch.isEmpty()) {
        connection.write(batch.values(), jobStartedAt);
        batch.clear();
      }
    }

    @Teardown
    public void teardown() {
      connection.release();
    }
  }
}
