package dev.sliderule.dashboard;

import dev.sliderule.pipeline.write.ResultRowJson;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Keeps a {@link ResultsModel} in step with a results topic, from its beginning. */
final class ResultsFeed implements AutoCloseable {
  private final ResultsModel model;
  private final AtomicLong unreadable = new AtomicLong();
  private final TopicTail tail;

  private ResultsFeed(DashboardSettings settings, ResultsModel model) {
    this.model = model;
    tail = TopicTail.start(settings, settings.resultsTopic(), Long.MAX_VALUE, this::accept);
  }

  static ResultsFeed start(DashboardSettings settings, ResultsModel model) {
    return new ResultsFeed(settings, model);
  }

  private void accept(ConsumerRecord<byte[], byte[]> record) {
    if (record.value() == null) {
      return;
    }
    try {
      model.put(ResultRowJson.parse(record.value()));
    } catch (IOException e) {
      unreadable.incrementAndGet();
    }
  }

  TopicState state() {
    return tail.state();
  }

  /** Records that are no result rows. */
  long unreadable() {
    return unreadable.get();
  }

  @Override
  public void close() {
    tail.close();
  }
}
