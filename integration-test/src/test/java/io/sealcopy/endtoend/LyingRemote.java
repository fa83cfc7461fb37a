package io.sealcopy.endtoend;

import io.sealcopy.protocol.testing.Relay;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.zip.CRC32C;

/**
 * A remote centre with a damaged table: passes everything on to the real one, but moves the first
 * entry of each table answer beyond the volume, with the checksums made right.
 */
final class LyingRemote implements AutoCloseable {
  private static final int BHS = 48;
  private static final int DATA_IN = 0x25;
  private static final long MAGIC = 0x5343_5441_424c_4531L; // SCTABLE1
  private static final int FIRST_ENTRY = 64;
  private static final int LBA = FIRST_ENTRY + 8;
  private static final int CHECKSUM = FIRST_ENTRY + 60;
  private static final long BEYOND = 1L << 40;

  private final Relay relay;
  private final AtomicBoolean lied = new AtomicBoolean();

  private LyingRemote(int realPort) throws IOException {
    relay = new Relay(realPort, Relay.Way.unchanged(), this::passLying);
  }

  static LyingRemote before(int realPort) throws IOException {
    return new LyingRemote(realPort);
  }

  int port() {
    return relay.port();
  }

  boolean lied() {
    return lied.get();
  }

  @Override
  public void close() throws IOException {
    relay.close();
  }

  private void passLying(InputStream from, OutputStream to) throws IOException {
    while (true) {
      byte[] pdu = pdu(from);
      lie(ByteBuffer.wrap(pdu));
      to.write(pdu);
    }
  }

  /** RFC 7143 §11.2: header, additional header segments, data with its padding; no digests. */
  private static byte[] pdu(InputStream in) throws IOException {
    byte[] header = in.readNBytes(BHS);
    if (header.length < BHS) {
      throw new IOException("ended");
    }
    ByteBuffer read = ByteBuffer.wrap(header);
    int lengths = read.getInt(4);
    int rest = (lengths >>> 24) * 4 + ((lengths & 0xff_ffff) + 3 & ~3);
    byte[] all = java.util.Arrays.copyOf(header, BHS + rest);
    in.readNBytes(all, BHS, rest);
    return all;
  }

  private void lie(ByteBuffer pdu) {
    boolean table =
        (pdu.get(0) & 0x3f) == DATA_IN
            && pdu.capacity() >= BHS + 2 * FIRST_ENTRY
            && pdu.getLong(BHS) == MAGIC;
    if (!table || pdu.getLong(BHS + FIRST_ENTRY) < 0) {
      return;
    }
    pdu.putLong(BHS + LBA, BEYOND);
    CRC32C checksum = new CRC32C();
    checksum.update(pdu.slice(BHS + FIRST_ENTRY, CHECKSUM - FIRST_ENTRY));
    pdu.putInt(BHS + CHECKSUM, (int) checksum.getValue());
    lied.set(true);
  }
}
