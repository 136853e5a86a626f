package dev.sliderule.pipeline.write;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import org.apache.beam.sdk.coders.AtomicCoder;
import org.apache.beam.sdk.coders.InstantCoder;
import org.apache.beam.sdk.coders.ListCoder;
import org.apache.beam.sdk.util.VarInt;
import org.joda.time.Instant;

/**
 * Rows that one shard has made at once, and how far it is with that: a window is final when the
 * watermark of every shard says so, and rows and watermark must not overtake each other.
 */
public final class ShardRows {
  private final int shard;
  private final Instant watermark;
  private final List<ResultRow> rows;
  private final List<ResultRow> finalRows;

  private ShardRows(int shard, Instant watermark, List<ResultRow> rows, List<ResultRow> finalRows) {
    this.shard = shard;
    this.watermark = watermark;
    this.rows = rows;
    this.finalRows = finalRows;
  }

  /**
   * Rows of a shard.
   *
   * @param watermark that the shard has reached with them
   * @param finalRows of windows that have closed; empty if nobody needs them
   */
  public static ShardRows of(
      int shard, Instant watermark, List<ResultRow> rows, List<ResultRow> finalRows) {
    return new ShardRows(shard, watermark, rows, finalRows);
  }

  int shard() {
    return shard;
  }

  Instant watermark() {
    return watermark;
  }

  /** The rows, in the order in which they were made. */
  public List<ResultRow> rows() {
    return rows;
  }

  /** The last row of each group of the windows that have closed. */
  List<ResultRow> finalRows() {
    return finalRows;
  }

  /** Binary form. */
  public static final class ShardRowsCoder extends AtomicCoder<ShardRows> {
    private static final long serialVersionUID = 1L;
    private static final ShardRowsCoder INSTANCE = new ShardRowsCoder();
    private static final ListCoder<ResultRow> ROWS = ListCoder.of(ResultRowCoder.of());

    private ShardRowsCoder() {}

    public static ShardRowsCoder of() {
      return INSTANCE;
    }

    /** Beam compares coders that it has sent to a worker and back. */
    private Object readResolve() {
      return INSTANCE;
    }

    @Override
    public void encode(ShardRows shard, OutputStream out) throws IOException {
      VarInt.encode(shard.shard(), out);
      InstantCoder.of().encode(shard.watermark(), out);
      ROWS.encode(shard.rows(), out);
      ROWS.encode(shard.finalRows(), out);
    }

    @Override
    public ShardRows decode(InputStream in) throws IOException {
      return ShardRows.of(
          VarInt.decodeInt(in), InstantCoder.of().decode(in), ROWS.decode(in), ROWS.decode(in));
    }
  }
}
