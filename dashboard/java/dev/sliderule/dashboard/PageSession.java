package dev.sliderule.dashboard;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sliderule.common.Command;
import io.javalin.http.sse.SseClient;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.joda.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells one browser what it shows: everything at first, then what has changed, at most four times a
 * second, and the status once a second. In a thread of its own, so that a slow browser keeps nobody
 * waiting.
 */
final class PageSession implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(PageSession.class);
  private static final long TURN_MILLIS = 250;
  private static final int TURNS_A_SECOND = 4;

  private final SseClient client;
  private final PageData data;
  private final String group;
  private final CountDownLatch closing = new CountDownLatch(1);
  private long version;
  private long deadLetters = -1;

  PageSession(SseClient client, PageData data, String group) {
    this.client = client;
    this.data = data;
    this.group = group;
  }

  @Override
  public void run() {
    try {
      version = data.version();
      send("snapshot", data.snapshot(group));
      for (int turn = 0; !client.terminated(); turn++) {
        if (turn % TURNS_A_SECOND == 0) {
          send("status", data.status(Instant.now()));
        }
        sendChanges();
        if (closing.await(TURN_MILLIS, TimeUnit.MILLISECONDS)) {
          break;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      if (!client.terminated()) {
        LOG.warn("A browser is shown nothing more: {}", Command.rootMessage(e));
      }
      LOG.debug("A browser is shown nothing more", e);
    } finally {
      client.close();
    }
  }

  private void sendChanges() {
    long now = data.version();
    if (now > version) {
      // What changes in between is told again in the next turn, which does no harm.
      ObjectNode update = data.update(group, version);
      version = now;
      send("update", update);
    }
    long letters = data.deadLettersVersion();
    if (letters > deadLetters) {
      deadLetters = letters;
      send("deadLetters", data.deadLetters());
    }
  }

  private void send(String event, ObjectNode json) {
    client.sendEvent(event, PageJson.write(json));
  }

  /** Ends the session soon. */
  void close() {
    closing.countDown();
  }
}
