package dev.sliderule.pipeline.write;

import java.math.BigDecimal;
import org.apache.beam.sdk.testing.CoderProperties;
import org.junit.jupiter.api.Test;

class ResultRowCoderTest {

  @Test
  void rowsComeBackAsTheyWere() throws Exception {
    CoderProperties.coderDecodeEncodeEqual(ResultRowCoder.of(), ResultRows.full().build());
    CoderProperties.coderDecodeEncodeEqual(ResultRowCoder.of(), ResultRows.sparse().build());
    CoderProperties.coderDecodeEncodeEqual(
        ResultRowCoder.of(),
        ResultRows.full().setAmountSum(new BigDecimal("-0.000")).setGroup("a=\n\\,").build());
  }

  @Test
  void coderCanBeSentToWorkers() {
    CoderProperties.coderSerializable(ResultRowCoder.of());
  }
}
