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
 * Rows that one shard has made at one go; the final rows of the windows that it has closed with
 * that; and which windows those are. A window is complete when every shard has closed it, so rows
 * and news of the closing must not overtake each other.
 */
public final class ShardRows {
  private final int shard;
  private final Instant openFromBefore;
  private final Instant openFrom;
  private final List<ResultRow> rows;
  private final List<ResultRow> finalRows;

  private ShardRows(
      int shard,
      Instant openFromBefore,
      Instant openFrom,
      List<ResultRow> rows,
      List<ResultRow> finalRows) {
    this.shard = shard;
    this.openFromBefore = openFromBefore;
    this.openFrom = openFrom;
    this.rows = rows;
    this.finalRows = finalRows;
  }

  /**
   * Rows of a shard.
   *
   * @param openFromBefore start of the oldest window that was open before
   * @param openFrom start of the oldest window that is open now; the shard has closed those between
   * @param finalRows of the windows that it has closed; empty if they were not asked for
   */
  public static ShardRows of(
      int shard,
      Instant openFromBefore,
      Instant openFrom,
      List<ResultRow> rows,
      List<ResultRow> finalRows) {
    return new ShardRows(shard, openFromBefore, openFrom, rows, finalRows);
  }

  int shard() {
    return shard;
  }

  /** Start of the oldest window that was open before. */
  Instant openFromBefore() {
    return openFromBefore;
  }

  /** Start of the oldest window that is open now. */
  Instant openFrom() {
    return openFrom;
  }

  /** The rows, in the order in which they were made. */
  public List<ResultRow> rows() {
    return rows;
  }

  /** The last row of each group of the windows that the shard has closed. */
  List<ResultRow> finalRows() {
    return finalRows;
  }

  /** Whether the shard has closed windows. */
  boolean closesWindows() {
    return openFromBefore.isBefore(openFrom);
  }

  /** The same without the rows that are not final. */
  ShardRows onlyFinal() {
    return of(shard, openFromBefore, openFrom, List.of(), finalRows);
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
      InstantCoder.of().encode(shard.openFromBefore(), out);
      InstantCoder.of().encode(shard.openFrom(), out);
      ROWS.encode(shard.rows(), out);
      ROWS.encode(shard.finalRows(), out);
    }

    @Override
    public ShardRows decode(InputStream in) throws IOException {
      return ShardRows.of(
          VarInt.decodeInt(in),
          InstantCoder.of().decode(in),
          InstantCoder.of().decode(in),
          ROWS.decode(in),
          ROWS.decode(in));
    }
  }
}
