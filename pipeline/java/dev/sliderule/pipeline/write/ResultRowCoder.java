package dev.sliderule.pipeline.write;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.coders.CustomCoder;

/** Result rows between steps, in the JSON form that they have everywhere else. */
public final class ResultRowCoder extends CustomCoder<ResultRow> {
  private static final long serialVersionUID = 1L;
  private static final ResultRowCoder INSTANCE = new ResultRowCoder();

  private ResultRowCoder() {}

  public static ResultRowCoder of() {
    return INSTANCE;
  }

  /** Beam compares coders that it has sent to a worker and back. */
  private Object readResolve() {
    return INSTANCE;
  }

  @Override
  public void encode(ResultRow row, OutputStream out) throws IOException {
    byte[] json = ResultRowJson.format(row).getBytes(StandardCharsets.UTF_8);
    ByteArrayCoder.of().encode(json, out);
  }

  @Override
  public ResultRow decode(InputStream in) throws IOException {
    return ResultRowJson.parse(ByteArrayCoder.of().decode(in));
  }
}
