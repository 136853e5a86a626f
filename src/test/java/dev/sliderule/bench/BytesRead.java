package dev.sliderule.bench;

import java.lang.management.ManagementFactory;
import javax.management.InstanceNotFoundException;
import javax.management.JMException;
import javax.management.ObjectName;

/** How much of a topic has been fetched, by the word of the broker in this JVM. */
final class BytesRead {
  private final ObjectName meter;
  private final long before;

  private BytesRead(ObjectName meter) {
    this.meter = meter;
    this.before = count();
  }

  /** Counts from now on. */
  static BytesRead of(String topic) {
    try {
      return new BytesRead(
          new ObjectName(
              "kafka.server:type=BrokerTopicMetrics,name=BytesOutPerSec,topic=" + topic));
    } catch (JMException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /** The bytes since the start, with those of Kafka's own format. */
  long get() {
    return count() - before;
  }

  private long count() {
    try {
      return (Long) ManagementFactory.getPlatformMBeanServer().getAttribute(meter, "Count");
    } catch (InstanceNotFoundException e) {
      // Nobody has read the topic yet.
      return 0;
    } catch (JMException e) {
      throw new IllegalStateException(e);
    }
  }
}
