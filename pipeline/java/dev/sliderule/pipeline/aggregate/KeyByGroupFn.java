package dev.sliderule.pipeline.aggregate;

import dev.sliderule.pipeline.event.Event;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.values.KV;

/** Emits an event once for each group that it belongs to. */
final class KeyByGroupFn extends DoFn<Event, KV<String, Event>> {
  private static final long serialVersionUID = 1L;

  @ProcessElement
  public void processElement(@Element Event event, OutputReceiver<KV<String, Event>> out) {
    event.groups().forEach(group -> out.output(KV.of(group, event)));
  }
}
