package dev.sliderule.generator.pace;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Clock;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.OptionalLong;
import java.util.concurrent.locks.LockSupport;
import org.apache.beam.sdk.coders.AtomicCoder;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.io.UnboundedSource;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.transforms.display.DisplayData;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.joda.time.Instant;

/**
 * The indices of the records to make, each once and in order, as they become due. An element is a
 * run of up to {@value #RUN_LENGTH} indices, because a runner may take as few as ten elements at a
 * time from a source.
 *
 * <p>It is a source of its own for two reasons. The SparkRunner repeats everything bounded in each
 * micro-batch, so a finite number of records must come from an unbounded source; and Beam's own
 * sequence, if finite, keeps no pace there. When the last index is out, the watermark jumps to the
 * end of time: a runner that ends by itself (the DirectRunner) then does.
 *
 * <p>The source is never split: it does next to no work itself, and one reader keeps records in the
 * order of their index and the pace exact. What follows it can still run in parallel.
 */
public final class PacedIndices extends UnboundedSource<IndexRun, PacedIndices.Mark> {
  private static final long serialVersionUID = 1L;

  static final int RUN_LENGTH = 500;

  // What a reader may hand out at most, 500,000 indices a second. A runner that reads for a set
  // time and not a set number of elements would drown in what is due under Pace.max().
  static final int RUNS_PER_TICK = 10;
  static final long TICK_MILLIS = 10;

  // A runner that finds nothing asks again at once and would keep a core busy with it. The wait is
  // for the second answer in a row, so that it never delays what has been handed out.
  private static final long IDLE_NANOS = 20_000_000;

  private final Pace pace;
  private final long end;
  private final Clock clock;

  private PacedIndices(Pace pace, long end, Clock clock) {
    this.pace = pace;
    this.end = end;
    this.clock = clock;
  }

  /**
   * The indices from 0 at a pace.
   *
   * @param total how many; empty for without end
   * @param clock the clock to keep the pace by; must be serializable, as the clocks of the JDK are
   */
  public static PacedIndices of(Pace pace, OptionalLong total, Clock clock) {
    return new PacedIndices(pace, total.orElse(Long.MAX_VALUE), clock);
  }

  @Override
  public List<PacedIndices> split(int desiredNumSplits, PipelineOptions options) {
    return List.of(this);
  }

  /** A reader that starts now, or goes on where {@code mark} was taken, by the same start time. */
  @Override
  public UnboundedReader<IndexRun> createReader(PipelineOptions options, Mark mark) {
    return new Reader(this, mark == null ? new Mark(clock.millis(), 0) : mark);
  }

  @Override
  public Coder<Mark> getCheckpointMarkCoder() {
    return MarkCoder.INSTANCE;
  }

  @Override
  public Coder<IndexRun> getOutputCoder() {
    return IndexRunCoder.of();
  }

  @Override
  public void populateDisplayData(DisplayData.Builder builder) {
    builder.add(DisplayData.item("pace", pace.toString()).withLabel("Pace"));
    if (end != Long.MAX_VALUE) {
      builder.add(DisplayData.item("total", end).withLabel("Records"));
    }
  }

  /** Where a reader is: when the first one started, and which index comes next. */
  public static final class Mark implements UnboundedSource.CheckpointMark {
    private final long startMillis;
    private final long next;

    private Mark(long startMillis, long next) {
      this.startMillis = startMillis;
      this.next = next;
    }

    /** Does nothing: indices need no acknowledgement. */
    @Override
    public void finalizeCheckpoint() {}
  }

  private static final class MarkCoder extends AtomicCoder<Mark> {
    private static final long serialVersionUID = 1L;
    private static final MarkCoder INSTANCE = new MarkCoder();
    private static final VarLongCoder LONGS = VarLongCoder.of();

    @Override
    public void encode(Mark mark, OutputStream out) throws IOException {
      LONGS.encode(mark.startMillis, out);
      LONGS.encode(mark.next, out);
    }

    @Override
    public Mark decode(InputStream in) throws IOException {
      long startMillis = LONGS.decode(in);
      return new Mark(startMillis, LONGS.decode(in));
    }
  }

  private static final class Reader extends UnboundedReader<IndexRun> {
    private final PacedIndices source;
    private final long startMillis;
    private long next;
    private IndexRun current;
    private long tick = Long.MIN_VALUE;
    private int runsInTick;

    Reader(PacedIndices source, Mark mark) {
      this.source = source;
      this.startMillis = mark.startMillis;
      this.next = mark.next;
    }

    @Override
    public boolean start() {
      return advance();
    }

    @Override
    public boolean advance() {
      long now = source.clock.millis();
      long due = Math.min(source.pace.dueCount(now - startMillis), source.end);
      if (due <= next || !mayHandOut(now)) {
        if (current == null && next < source.end) {
          LockSupport.parkNanos(IDLE_NANOS);
        }
        current = null;
        return false;
      }
      current = IndexRun.of(next, next + Math.min(RUN_LENGTH, due - next));
      next = current.to();
      return true;
    }

    private boolean mayHandOut(long now) {
      long thisTick = now / TICK_MILLIS;
      if (thisTick != tick) {
        tick = thisTick;
        runsInTick = 0;
      }
      return ++runsInTick <= RUNS_PER_TICK;
    }

    @Override
    public IndexRun getCurrent() {
      if (current == null) {
        throw new NoSuchElementException();
      }
      return current;
    }

    @Override
    public Instant getCurrentTimestamp() {
      return dueAt(getCurrent().from());
    }

    @Override
    public Instant getWatermark() {
      if (next >= source.end) {
        return BoundedWindow.TIMESTAMP_MAX_VALUE;
      }
      Instant now = Instant.ofEpochMilli(source.clock.millis());
      Instant due = dueAt(next);
      return due.isBefore(now) ? due : now;
    }

    private Instant dueAt(long index) {
      long latest = BoundedWindow.TIMESTAMP_MAX_VALUE.getMillis() - 1;
      long dueMillis = source.pace.dueMillis(index);
      return Instant.ofEpochMilli(
          dueMillis > latest - startMillis ? latest : startMillis + dueMillis);
    }

    @Override
    public Mark getCheckpointMark() {
      return new Mark(startMillis, next);
    }

    @Override
    public PacedIndices getCurrentSource() {
      return source;
    }

    @Override
    public void close() {}
  }
}
