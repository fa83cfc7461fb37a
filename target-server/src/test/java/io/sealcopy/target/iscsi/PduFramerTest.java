package io.sealcopy.target.iscsi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class PduFramerTest {
  /** A NOP-Out with 5 bytes of data, made by hand: BHS, "hello", three bytes of padding. */
  private static final String NOP =
      "40800000"
          + "00000005"
          + "0000000000000000"
          + "00000007"
          + "ffffffff"
          + "00000001"
          + "00000001"
          + "00".repeat(16)
          + "68656c6c6f"
          + "000000";

  /** A command with two words of AHS and no data. */
  private static final String AHS = "01c10000" + "02000000" + "00".repeat(40) + "0005010001020304";

  private static final class Log implements PduFramer.Receiver {
    final List<String> events = new ArrayList<>();
    private final ByteArrayOutputStream data = new ByteArrayOutputStream();
    boolean pause;

    @Override
    public boolean header(ByteBuffer header, ByteBuffer ahs) {
      byte[] bytes = new byte[ahs.remaining()];
      ahs.get(bytes);
      events.add(
          "header %02x ahs %s"
              .formatted(header.get(header.position()), HexFormat.of().formatHex(bytes)));
      return true;
    }

    @Override
    public void data(ByteBuffer slice) {
      while (slice.hasRemaining()) {
        data.write(slice.get());
      }
    }

    @Override
    public boolean end() {
      events.add("data " + data);
      data.reset();
      return true;
    }

    @Override
    public void tooLong(ByteBuffer header) {
      events.add("too long");
    }

    @Override
    public void headerDigestWrong(ByteBuffer header) {
      events.add("header digest");
    }

    @Override
    public boolean dataDigestWrong() {
      events.add("data digest");
      return false;
    }

    @Override
    public boolean paused() {
      return pause;
    }

    @Override
    public PooledBuffer allocate(int bytes) {
      ByteBuffer buffer = ByteBuffer.allocate(bytes);
      return new PooledBuffer() {
        @Override
        public ByteBuffer view(int offset, int length) {
          return buffer.slice(offset, length);
        }

        @Override
        public void release() {}
      };
    }
  }

  private static final List<String> BOTH =
      List.of(
          "header 40 ahs ",
          "data hello",
          "header 01 ahs 0005010001020304",
          "data ",
          "header 40 ahs ",
          "data hello");

  private static ByteBuffer bytes(String hex) {
    return ByteBuffer.wrap(HexFormat.of().parseHex(hex));
  }

  private static List<String> framed(ByteBuffer stream, boolean digests, int... cuts) {
    Log log = new Log();
    PduFramer framer = new PduFramer(log, 8192);
    framer.agree(8192, digests, digests);
    int start = 0;
    for (int cut : cuts) {
      framer.receive(stream.slice(start, cut - start));
      start = cut;
    }
    framer.receive(stream.slice(start, stream.capacity() - start));
    return log.events;
  }

  @Test
  void splitAtEveryByte() {
    ByteBuffer stream = bytes(NOP + AHS + NOP);
    for (int cut = 0; cut <= stream.capacity(); cut++) {
      assertThat(framed(stream, false, cut)).as("cut at %d", cut).isEqualTo(BOTH);
    }
  }

  @Test
  void everyByteByItself() {
    ByteBuffer stream = bytes(NOP + AHS + NOP);
    int[] cuts = new int[stream.capacity()];
    for (int i = 0; i < cuts.length; i++) {
      cuts[i] = i;
    }
    assertThat(framed(stream, false, cuts)).isEqualTo(BOTH);
  }

  /** RFC 7143 §13.1's CRC32C over the parts, least significant byte first. */
  private static final String DIGESTED = digested();

  private static String digested() {
    String header = NOP.substring(0, 96);
    String data = NOP.substring(96);
    return header + crc(header) + data + crc(data);
  }

  /** Bit by bit from the polynomial, so that it owes nothing to the code it checks. */
  private static String crc(String hex) {
    int crc = -1;
    for (byte next : HexFormat.of().parseHex(hex)) {
      crc ^= next & 0xff;
      for (int i = 0; i < 8; i++) {
        crc = (crc >>> 1) ^ ((crc & 1) != 0 ? 0x82f63b78 : 0);
      }
    }
    return HexFormat.of().toHexDigits(Integer.reverseBytes(~crc));
  }

  @Test
  void digestsSplitAtEveryByte() {
    ByteBuffer stream = bytes(DIGESTED + DIGESTED);
    for (int cut = 0; cut <= stream.capacity(); cut++) {
      assertThat(framed(stream, true, cut))
          .as("cut at %d", cut)
          .containsExactly("header 40 ahs ", "data hello", "header 40 ahs ", "data hello");
    }
  }

  @Test
  void everyFlippedBitIsFoundByADigest() {
    ByteBuffer good = bytes(DIGESTED);
    for (int i = 0; i < good.capacity(); i++) {
      ByteBuffer bad = bytes(DIGESTED).put(i, (byte) (good.get(i) ^ 0x10));
      // Another AHS length only makes the framer wait for more.
      if (i != 4) {
        assertThat(framed(bad, true))
            .as("byte %d", i)
            .containsAnyOf("header digest", "data digest");
      }
    }
  }

  @Test
  void tooLongASegmentEndsTheStream() {
    ByteBuffer stream = bytes(NOP + NOP);
    stream.put(6, (byte) 0x20).put(7, (byte) 1);
    assertThat(framed(stream, false)).containsExactly("too long");
  }

  @Test
  void pausesBetweenPdusOnly() {
    Log log = new Log();
    PduFramer framer = new PduFramer(log, 8192);
    ByteBuffer stream = bytes(NOP + NOP);
    framer.receive(stream.slice(0, 50));
    log.pause = true;
    ByteBuffer rest = stream.slice(50, stream.capacity() - 50);
    framer.receive(rest);
    assertThat(log.events).containsExactly("header 40 ahs ", "data hello");
    assertThat(rest.remaining()).isEqualTo(56);
    log.pause = false;
    framer.receive(rest);
    assertThat(log.events).hasSize(4);
  }
}
