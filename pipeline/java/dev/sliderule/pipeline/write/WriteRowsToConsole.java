package dev.sliderule.pipeline.write;

import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PDone;

/** Prints result rows as lines of JSON to the standard output of the worker. */
public final class WriteRowsToConsole extends PTransform<PCollection<ResultRow>, PDone> {
  private static final long serialVersionUID = 1L;

  private WriteRowsToConsole() {}

  public static WriteRowsToConsole create() {
    return new WriteRowsToConsole();
  }

  @Override
  public PDone expand(PCollection<ResultRow> rows) {
    rows.apply("PrintRows", ParDo.of(new PrintRowFn()));
    return PDone.in(rows.getPipeline());
  }

  private static final class PrintRowFn extends DoFn<ResultRow, Void> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    @SuppressWarnings("SystemOut") // The console is what this sink writes to.
    public void processElement(@Element ResultRow row) {
      System.out.println(ResultRowJson.format(row));
    }
  }
}
