package io.sealcopy.bench.micro;

import io.sealcopy.protocol.Crc32c;
import io.sealcopy.protocol.key.KeyId;
import io.sealcopy.protocol.record.RecordHeader;
import io.sealcopy.protocol.record.RecordKind;
import io.sealcopy.protocol.record.SealSuite;
import io.sealcopy.storage.journal.RecordRing;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** A record of ciphertext is appended to a journal, whose file costs nothing. */
@State(Scope.Thread)
public class JournalLoops {
  private static final int SMALL = 4096;
  private static final int LARGE = 64 * 1024;
  private static final int PENDING = 128;

  private final ByteBuffer data = ByteBuffer.allocateDirect(LARGE);
  private final ByteBuffer copy = ByteBuffer.allocateDirect(LARGE);
  private final RecordRing ring;

  /** An empty journal. */
  public JournalLoops() {
    try {
      ring = RecordRing.create(new NoFile(), 4L * PENDING * LARGE, 1, 7);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** 4 KiB of data, one write to the file each. */
  @Benchmark
  public long append4k() throws IOException {
    return append(SMALL);
  }

  /** 64 KiB of data, one write to the file each. */
  @Benchmark
  public long append64k() throws IOException {
    return append(LARGE);
  }

  private long append(int length) throws IOException {
    if (ring.nextSequence() % PENDING == 0) {
      ring.release(ring.head());
    }
    @Nullable ByteBuffer room = ring.claim(RecordHeader.LENGTH + length);
    if (room == null) {
      throw new IllegalStateException("the journal is full");
    }
    int at = room.position();
    ByteBuffer body = room.slice(at + RecordHeader.LENGTH, length);
    body.put(0, data, 0, length);
    header(ring.nextSequence(), length).withBodyChecksumOf(body).encode(room, at);
    long position = ring.commit();
    ring.write();
    return position;
  }

  private static RecordHeader header(long sequence, int length) {
    return new RecordHeader(
        RecordKind.DATA,
        SealSuite.AES_256_XTS,
        false,
        1,
        new UUID(1, 2),
        new UUID(3, 4),
        sequence,
        new KeyId(5, 6),
        1,
        512,
        0,
        length / 512,
        0,
        length,
        0,
        0,
        0,
        sequence);
  }

  /** The least: the same data is copied and has its checksum taken. */
  @Benchmark
  public int bareCopy4k() {
    return Crc32c.of(copy.put(0, data, 0, SMALL), 0, SMALL);
  }

  /** The least: the same data is copied and has its checksum taken. */
  @Benchmark
  public int bareCopy64k() {
    return Crc32c.of(copy.put(0, data, 0, LARGE), 0, LARGE);
  }
}
