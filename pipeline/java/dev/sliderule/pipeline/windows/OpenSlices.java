package dev.sliderule.pipeline.windows;

import dev.sliderule.pipeline.write.ResultRow;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.beam.sdk.coders.AtomicCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.util.VarInt;

/**
 * What a shard keeps of its slices: each that is in a window which can still get a row, once. Times
 * are the last milliseconds of slices and windows, since 1970.
 */
final class OpenSlices {
  /** By the end of the slice. */
  final NavigableMap<Long, GroupAggregates> slices = new TreeMap<>();

  /** What has been published of windows that have had an early or a late row, by their end. */
  final NavigableMap<Long, Map<String, Published>> published = new TreeMap<>();

  /** What has been published of a group in a window. */
  static final class Published {
    /** Number of rows. */
    final long rows;

    /** Number of records in the last row. */
    final long records;

    /** Of the last row. */
    final ResultRow.Pane pane;

    Published(long rows, long records, ResultRow.Pane pane) {
      this.rows = rows;
      this.records = records;
      this.pane = pane;
    }
  }

  /**
   * What has come since the slices were last looked into. It is kept beside them, so that to add a
   * block costs the same however many slices there are.
   */
  static final class News {
    /** By the end of the slice, in the order in which they came. */
    final NavigableMap<Long, List<GroupAggregates>> parts = new TreeMap<>();

    /** Slices that have changed since the last early rows. */
    final NavigableSet<Long> unpublished = new TreeSet<>();

    /** When the first of them changed, by the clock of its reader; milliseconds since 1970. */
    long unpublishedSince;

    int size;

    void add(long sliceEnd, GroupAggregates groups) {
      parts.computeIfAbsent(sliceEnd, unused -> new ArrayList<>()).add(groups);
      size++;
    }

    void clear() {
      parts.clear();
      size = 0;
    }
  }

  /** Binary form of the slices. */
  static final class SlicesCoder extends AtomicCoder<OpenSlices> {
    private static final long serialVersionUID = 1L;
    private static final SlicesCoder INSTANCE = new SlicesCoder();
    private static final VarLongCoder TIME = VarLongCoder.of();
    private static final GroupAggregatesCoder GROUPS = GroupAggregatesCoder.of();

    private SlicesCoder() {}

    static SlicesCoder of() {
      return INSTANCE;
    }

    /** Beam compares coders that it has sent to a worker and back. */
    private Object readResolve() {
      return INSTANCE;
    }

    @Override
    public void encode(OpenSlices open, OutputStream out) throws IOException {
      VarInt.encode(open.slices.size(), out);
      for (Map.Entry<Long, GroupAggregates> slice : open.slices.entrySet()) {
        TIME.encode(slice.getKey(), out);
        GROUPS.encode(slice.getValue(), out);
      }
      VarInt.encode(open.published.size(), out);
      for (Map.Entry<Long, Map<String, Published>> window : open.published.entrySet()) {
        TIME.encode(window.getKey(), out);
        VarInt.encode(window.getValue().size(), out);
        for (Map.Entry<String, Published> group : new TreeMap<>(window.getValue()).entrySet()) {
          StringUtf8Coder.of().encode(group.getKey(), out);
          VarInt.encode(group.getValue().rows, out);
          VarInt.encode(group.getValue().records, out);
          StringUtf8Coder.of().encode(group.getValue().pane.name(), out);
        }
      }
    }

    @Override
    public OpenSlices decode(InputStream in) throws IOException {
      OpenSlices open = new OpenSlices();
      for (int left = VarInt.decodeInt(in); left > 0; left--) {
        open.slices.put(TIME.decode(in), GROUPS.decode(in));
      }
      for (int left = VarInt.decodeInt(in); left > 0; left--) {
        Map<String, Published> window = new HashMap<>();
        open.published.put(TIME.decode(in), window);
        for (int groups = VarInt.decodeInt(in); groups > 0; groups--) {
          String group = StringUtf8Coder.of().decode(in);
          window.put(
              group,
              new Published(
                  VarInt.decodeLong(in),
                  VarInt.decodeLong(in),
                  ResultRow.Pane.valueOf(StringUtf8Coder.of().decode(in))));
        }
      }
      return open;
    }
  }

  /** Binary form of the news. */
  static final class NewsCoder extends AtomicCoder<News> {
    private static final long serialVersionUID = 1L;
    private static final NewsCoder INSTANCE = new NewsCoder();
    private static final VarLongCoder TIME = VarLongCoder.of();
    private static final GroupAggregatesCoder GROUPS = GroupAggregatesCoder.of();

    private NewsCoder() {}

    static NewsCoder of() {
      return INSTANCE;
    }

    /** Beam compares coders that it has sent to a worker and back. */
    private Object readResolve() {
      return INSTANCE;
    }

    @Override
    public void encode(News news, OutputStream out) throws IOException {
      VarInt.encode(news.size, out);
      for (Map.Entry<Long, List<GroupAggregates>> slice : news.parts.entrySet()) {
        for (GroupAggregates part : slice.getValue()) {
          TIME.encode(slice.getKey(), out);
          GROUPS.encode(part, out);
        }
      }
      TIME.encode(news.unpublishedSince, out);
      VarInt.encode(news.unpublished.size(), out);
      for (Long sliceEnd : news.unpublished) {
        TIME.encode(sliceEnd, out);
      }
    }

    @Override
    public News decode(InputStream in) throws IOException {
      News news = new News();
      for (int left = VarInt.decodeInt(in); left > 0; left--) {
        news.add(TIME.decode(in), GROUPS.decode(in));
      }
      news.unpublishedSince = TIME.decode(in);
      for (int left = VarInt.decodeInt(in); left > 0; left--) {
        news.unpublished.add(TIME.decode(in));
      }
      return news;
    }
  }
}
