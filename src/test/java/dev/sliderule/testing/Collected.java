package dev.sliderule.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;

/**
 * The elements of a collection, to be looked at after the pipeline has run in this JVM. Unlike with
 * PAssert, elements of all windows and panes are seen together.
 *
 * @param <T> type of the elements
 */
public final class Collected<T> {
  private static final Map<String, ConcurrentLinkedQueue<Object>> ELEMENTS =
      new ConcurrentHashMap<>();

  private final String id = UUID.randomUUID().toString();

  private Collected() {}

  /** Collects the elements of {@code collection} when its pipeline runs. */
  public static <T> Collected<T> of(PCollection<T> collection) {
    Collected<T> collected = new Collected<>();
    ELEMENTS.put(collected.id, new ConcurrentLinkedQueue<>());
    collection.apply("Collect" + collected.id, ParDo.of(new CollectFn<>(collected.id)));
    return collected;
  }

  /** What has been collected so far, in the order of arrival. */
  @SuppressWarnings("unchecked") // Only elements of the collection are ever put there.
  public List<T> elements() {
    return new ArrayList<>((ConcurrentLinkedQueue<T>) (ConcurrentLinkedQueue<?>) ELEMENTS.get(id));
  }

  private static final class CollectFn<T> extends DoFn<T, Void> {
    private static final long serialVersionUID = 1L;

    private final String id;

    CollectFn(String id) {
      this.id = id;
    }

    @ProcessElement
    public void processElement(@Element T element) {
      ELEMENTS.get(id).add(element);
    }
  }
}
