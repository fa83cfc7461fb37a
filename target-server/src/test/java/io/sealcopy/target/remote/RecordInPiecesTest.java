package io.sealcopy.target.remote;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.protocol.record.RecordHeader;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A record arrives as the network cuts it: the cut may lie in its header. */
class RecordInPiecesTest {
  private static final int DATA = 4096;

  private final BlockBuffers buffers =
      new BlockBuffers(new ReceiveMemory(1L << 30, 1L << 30, 1L << 30, 1).ofGroup());

  @Test
  void everyCutGivesTheSameRecord() {
    byte[] record = new byte[RecordHeader.LENGTH + DATA];
    new Random(1).nextBytes(record);
    for (int cut = 1; cut < RecordHeader.LENGTH + 8; cut++) {
      BlockBuffer to = Objects.requireNonNull(buffers.takeRecord(DATA));
      RecordStream.put(to, 0, ByteBuffer.wrap(record, 0, cut));
      RecordStream.put(to, cut, ByteBuffer.wrap(record, cut, record.length - cut));
      byte[] arrived = new byte[record.length];
      to.head().get(0, arrived, 0, RecordHeader.LENGTH);
      to.bytes().get(0, arrived, RecordHeader.LENGTH, DATA);
      assertThat(arrived).as("cut after %d bytes", cut).isEqualTo(record);
      to.release();
    }
  }
}
