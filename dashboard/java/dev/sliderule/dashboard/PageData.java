package dev.sliderule.dashboard;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sliderule.pipeline.JobCounters;
import java.util.Optional;
import java.util.UUID;
import javax.annotation.Nullable;
import org.joda.time.Instant;

/** Everything a page shows, kept up to date from Kafka. Safe for several threads. */
final class PageData implements AutoCloseable {
  /** Groups in the list of the page; the others are found by searching. */
  private static final int TOP_GROUPS = 30;

  private final String server = UUID.randomUUID().toString();
  private final DashboardSettings settings;
  private final ResultsModel model = new ResultsModel();
  private final ResultsFeed results;
  @Nullable private final DeadLetterFeed deadLetters;
  @Nullable private final JobPlaceFeed place;
  private volatile Optional<JobProgress> progress = Optional.empty();

  PageData(DashboardSettings settings) {
    this.settings = settings;
    results = ResultsFeed.start(settings, model);
    deadLetters =
        settings.deadLetterTopic().map(t -> DeadLetterFeed.start(settings, t)).orElse(null);
    place = settings.recordsTopic().map(t -> JobPlaceFeed.start(settings, t)).orElse(null);
  }

  void progress(JobProgress latest) {
    progress = Optional.of(latest);
  }

  long version() {
    return model.version();
  }

  /** Number of the latest dead letter. */
  long deadLettersVersion() {
    return deadLetters == null ? 0 : deadLetters.version();
  }

  /** All of a group that is there. */
  ObjectNode snapshot(String group) {
    ObjectNode json = update(group, -1);
    json.put("server", server);
    json.put("resultsTopic", settings.resultsTopic());
    json.put("deadLetterTopic", settings.deadLetterTopic().orElse(null));
    json.put("group", group);
    return json;
  }

  /** What has changed since a version. */
  ObjectNode update(String group, long since) {
    ObjectNode json = PageJson.object();
    json.put("oldestEnd", model.oldestEnd().map(Instant::getMillis).orElse(0L));
    json.set("windows", PageJson.windows(model.rows(group, since)));
    json.set("groups", PageJson.groups(model.top(TOP_GROUPS)));
    json.put("groupCount", model.groups());
    return json;
  }

  /** The groups with a text in their name, the largest first. */
  ObjectNode search(String text) {
    ObjectNode json = PageJson.object();
    json.set("groups", PageJson.groups(model.find(text, TOP_GROUPS)));
    json.put("groupCount", model.groups());
    return json;
  }

  ObjectNode deadLetters() {
    ObjectNode json = PageJson.object();
    if (deadLetters != null) {
      json.set("letters", PageJson.deadLetters(deadLetters.latest()));
    } else {
      json.putArray("letters");
    }
    return json;
  }

  /** How things are at a moment; numbers that are not known are null. */
  ObjectNode status(Instant now) {
    Optional<JobProgress> run = progress;
    Optional<JobCounters> counters = run.map(JobProgress::counters);
    Optional<JobPlace> elsewhere = place == null ? Optional.empty() : place.place();
    ObjectNode json = PageJson.object();
    json.put("kafka", results.state().name());
    json.put("sent", run.map(JobProgress::sent).orElse(null));
    json.put("read", counters.map(JobCounters::read).orElse(null));
    json.put("counted", counters.map(JobCounters::counted).orElse(null));
    json.put("late", counters.map(JobCounters::late).orElse(null));
    json.put("malformed", counters.map(JobCounters::malformed).orElse(null));
    run.flatMap(r -> r.total().isPresent() ? Optional.of(r.total().getAsLong()) : Optional.empty())
        .ifPresent(total -> json.put("total", total));
    json.put(
        "lag",
        run.map(r -> Math.max(0, r.sent() - r.counters().read()))
            .or(() -> elsewhere.map(JobPlace::lag))
            .orElse(null));
    json.put("watermarkDelay", watermarkDelay(elsewhere, now).orElse(null));
    json.put("unreadable", results.unreadable());
    return json;
  }

  /** A window is closed when the watermark passes its end, so the newest such end is a bound. */
  private Optional<Long> watermarkDelay(Optional<JobPlace> elsewhere, Instant now) {
    Optional<Instant> closed = model.newestClosedEnd();
    Optional<Instant> told =
        elsewhere.map(JobPlace::watermark).filter(w -> w.getMillis() > 0 && w.isBefore(now));
    Optional<Instant> watermark =
        told.filter(t -> closed.isEmpty() || t.isAfter(closed.get())).or(() -> closed);
    return watermark.map(w -> Math.max(0, now.getMillis() - w.getMillis()));
  }

  @Override
  public void close() {
    results.close();
    if (deadLetters != null) {
      deadLetters.close();
    }
    if (place != null) {
      place.close();
    }
  }
}
