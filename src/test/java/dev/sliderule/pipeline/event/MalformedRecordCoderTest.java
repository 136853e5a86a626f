package dev.sliderule.pipeline.event;

import org.apache.beam.sdk.testing.CoderProperties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MalformedRecordCoderTest {

  @ParameterizedTest
  @EnumSource(MalformedReason.class)
  void recordsComeBackAsTheyWere(MalformedReason reason) throws Exception {
    CoderProperties.coderDecodeEncodeEqual(
        MalformedRecordCoder.of(), record().setReason(reason).build());
  }

  @Test
  void tombstonesAndKeylessRecordsStayWhatTheyAre() throws Exception {
    CoderProperties.coderDecodeEncodeEqual(
        MalformedRecordCoder.of(), record().setKey(null).setValue(null).build());
    CoderProperties.coderDecodeEncodeEqual(
        MalformedRecordCoder.of(), record().setKey(new byte[0]).setValue(new byte[0]).build());
  }

  @Test
  void takesTheLargestPositionsAndLongValues() throws Exception {
    CoderProperties.coderDecodeEncodeEqual(
        MalformedRecordCoder.of(),
        record()
            .setPartition(Integer.MAX_VALUE)
            .setOffset(Long.MAX_VALUE)
            .setDetail("")
            .setValue(new byte[3_000_000])
            .build());
  }

  @Test
  void coderCanBeSentToWorkers() {
    CoderProperties.coderSerializable(MalformedRecordCoder.of());
  }

  private static MalformedRecord.Builder record() {
    return MalformedRecord.builder()
        .setReason(MalformedReason.NOT_JSON)
        .setDetail("wärum 😀")
        .setTopic("clicks")
        .setPartition(0)
        .setOffset(0)
        .setKey(new byte[] {0, (byte) 0xff})
        .setValue(new byte[] {'{', (byte) 0x80});
  }
}
