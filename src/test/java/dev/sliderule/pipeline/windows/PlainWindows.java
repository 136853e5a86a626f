package dev.sliderule.pipeline.windows;

import dev.sliderule.pipeline.count.UniqueCounter;
import dev.sliderule.pipeline.event.Event;
import dev.sliderule.pipeline.write.ResultRow;
import dev.sliderule.pipeline.write.ResultRowCoder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.transforms.Combine;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.windowing.AfterPane;
import org.apache.beam.sdk.transforms.windowing.AfterWatermark;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;

/** The windows the way Beam has them: every event is copied into each of its windows. */
final class PlainWindows extends PTransform<PCollection<Event>, PCollection<ResultRow>> {
  private static final long serialVersionUID = 1L;

  private final SlidingWindowSpec windows;
  private final UniqueCounter counter;

  PlainWindows(SlidingWindowSpec windows, UniqueCounter counter) {
    this.windows = windows;
    this.counter = counter;
  }

  @Override
  public PCollection<ResultRow> expand(PCollection<Event> events) {
    return events
        .apply("KeyByGroup", ParDo.of(new AggregateOfOneFn(counter)))
        .setCoder(KvCoder.of(StringUtf8Coder.of(), AggregateCoder.of(counter)))
        .apply(
            "AssignWindows",
            Window.<KV<String, Aggregate>>into(windows.slidingWindows())
                .triggering(
                    AfterWatermark.pastEndOfWindow()
                        .withLateFirings(AfterPane.elementCountAtLeast(1)))
                .withAllowedLateness(windows.allowedLateness())
                .accumulatingFiredPanes())
        .apply("Aggregate", Combine.perKey(new MergeAggregatesFn(counter)))
        .apply("MakeRows", ParDo.of(new MakeRowFn()))
        .setCoder(ResultRowCoder.of());
  }

  private static final class AggregateOfOneFn extends DoFn<Event, KV<String, Aggregate>> {
    private static final long serialVersionUID = 1L;

    private final UniqueCounter counter;

    AggregateOfOneFn(UniqueCounter counter) {
      this.counter = counter;
    }

    @ProcessElement
    public void processElement(@Element Event event, OutputReceiver<KV<String, Aggregate>> out) {
      for (String group : event.groups()) {
        Aggregate one = new Aggregate(counter.newSketch());
        one.add(event);
        out.output(KV.of(group, one));
      }
    }
  }
}
