package dev.sliderule.testing;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Property;

/** What a class says in the log, as long as this is open. */
public final class LogLines implements AutoCloseable {
  private final Logger logger;
  private final Lines lines = new Lines();

  private LogLines(Logger logger) {
    this.logger = logger;
  }

  /** Listens to a class. */
  public static LogLines of(Class<?> speaker) {
    LogLines log = new LogLines((Logger) LogManager.getLogger(speaker));
    log.lines.start();
    log.logger.addAppender(log.lines);
    return log;
  }

  /** Returns the messages at the level of warnings, in their order. */
  public List<String> warnings() {
    return lines.warnings;
  }

  @Override
  public void close() {
    logger.removeAppender(lines);
    lines.stop();
  }

  private static final class Lines extends AbstractAppender {
    private final List<String> warnings = new CopyOnWriteArrayList<>();

    Lines() {
      super("lines", null, null, true, Property.EMPTY_ARRAY);
    }

    @Override
    public void append(LogEvent event) {
      if (event.getLevel().equals(Level.WARN)) {
        warnings.add(event.getMessage().getFormattedMessage());
      }
    }
  }
}
