package dev.sliderule.pipeline.options;

import dev.sliderule.common.Example;
import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.PipelineOptions;

/** Sliding windows, and how long to wait for what is out of order or late. */
@Description("Windows and lateness (durations such as 500ms, 10s, 5m, 1h or ISO-8601)")
public interface WindowOptions extends PipelineOptions {
  @Description("Length of a window")
  @Example("1m")
  @Default.String("10s")
  String getWindowSize();

  void setWindowSize(String windowSize);

  @Description("Time from the start of one window to the start of the next; at most the size")
  @Example("10s")
  @Default.String("5s")
  String getWindowPeriod();

  void setWindowPeriod(String windowPeriod);

  @Description("Shift of all windows from 1970-01-01T00:00Z, less than the period")
  @Example("2s")
  @Default.String("0s")
  String getWindowOffset();

  void setWindowOffset(String windowOffset);

  @Description(
      "Publish rows of open windows this long after something has changed; empty for not at all")
  @Example("1s")
  @Default.String("")
  String getEarlyFiring();

  void setEarlyFiring(String earlyFiring);

  @Description("How late a record may be to still refine a window that was already published")
  @Example("10m")
  @Default.String("30s")
  String getAllowedLateness();

  void setAllowedLateness(String allowedLateness);

  @Description(
      "How far event times within a partition may be out of order without being late;"
          + " windows close this much later")
  @Example("10s")
  @Default.String("2s")
  String getMaxOutOfOrderness();

  void setMaxOutOfOrderness(String maxOutOfOrderness);

  @Description(
      "A partition that has been caught up and silent for this long no longer holds windows open")
  @Example("1m")
  @Default.String("5s")
  String getIdleTimeout();

  void setIdleTimeout(String idleTimeout);
}
