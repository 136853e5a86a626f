package dev.sliderule.testing;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Property;

/** Takes what one class warns of, until it is closed. */
public final class LogCapture extends AbstractAppender implements AutoCloseable {
  private final Logger logger;
  private final List<String> warnings = new CopyOnWriteArrayList<>();

  private LogCapture(Logger logger) {
    super("capture", null, null, false, Property.EMPTY_ARRAY);
    this.logger = logger;
  }

  /** Starts to listen to the logger of a class. */
  public static LogCapture of(Class<?> type) {
    LogCapture capture = new LogCapture((Logger) LogManager.getLogger(type));
    capture.start();
    capture.logger.addAppender(capture);
    return capture;
  }

  @Override
  public void append(LogEvent event) {
    if (event.getLevel().isMoreSpecificThan(Level.WARN)) {
      warnings.add(event.getMessage().getFormattedMessage());
    }
  }

  /** The messages so far at level warn or above. */
  public List<String> warnings() {
    return warnings;
  }

  @Override
  public void close() {
    logger.removeAppender(this);
    stop();
  }
}
