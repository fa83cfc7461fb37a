package io.sealcopy.bench.micro;

import io.sealcopy.crypto.Aes256Gcm;
import io.sealcopy.crypto.Aes256GcmKey;
import io.sealcopy.crypto.BlockCipher;
import io.sealcopy.crypto.GroupKey;
import io.sealcopy.crypto.Suites;
import io.sealcopy.crypto.VolumeKey;
import io.sealcopy.protocol.key.Direction;
import io.sealcopy.protocol.record.RecordHeader;
import io.sealcopy.protocol.record.SealSuite;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.UUID;

/**
 * Sealing of one write after the other, out of a host's direct buffer into a direct buffer as large
 * as that of a journal, at a new address each time. One thread.
 */
public final class SealWork {
  private static final int JOURNAL = 1 << 20;

  /** Seals {@code plain} to {@code sealed}; both have as much room as a write has bytes. */
  @FunctionalInterface
  private interface Step {
    void seal(long number, ByteBuffer plain, ByteBuffer sealed);
  }

  private final Step step;
  private final ByteBuffer plain;
  private final ByteBuffer journal = ByteBuffer.allocateDirect(JOURNAL);
  private long number;

  private SealWork(Step step, int length) {
    this.step = step;
    this.plain = ByteBuffer.allocateDirect(length);
    byte[] content = new byte[length];
    new SecureRandom().nextBytes(content);
    plain.put(content).flip();
  }

  /**
   * Work of a kind.
   *
   * @param kind {@code xts}, {@code gcm}, or {@code copy} for the least that must be done
   * @param unit bytes of a data or seal unit
   * @param length bytes of a write
   */
  public static SealWork of(String kind, int unit, int length) {
    Step step =
        switch (kind) {
          case "xts" -> xts(unit, length);
          case "gcm" -> gcm(unit, length);
          case "copy" -> (_, plain, sealed) -> sealed.put(plain);
          default -> throw new IllegalArgumentException("no such work: " + kind);
        };
    return new SealWork(step, length);
  }

  private static Step xts(int unit, int length) {
    UUID volume = new UUID(1, 2);
    try (GroupKey group = GroupKey.random(new SecureRandom());
        VolumeKey key =
            VolumeKey.derive(group, Suites.AES_256_XTS, volume, Direction.MAIN_TO_REMOTE)) {
      BlockCipher cipher = Suites.AES_256_XTS.cipher(key, unit);
      return (number, plain, sealed) -> cipher.seal(number * (length / unit), plain, sealed);
    }
  }

  private static Step gcm(int unit, int length) {
    if (unit != Aes256Gcm.UNIT) {
      throw new IllegalArgumentException("AES-256-GCM has units of " + Aes256Gcm.UNIT + " bytes");
    }
    byte[] key = new byte[Aes256GcmKey.BYTES];
    new SecureRandom().nextBytes(key);
    Aes256Gcm cipher = new Aes256Gcm(Aes256GcmKey.copyOf(key));
    ByteBuffer header = ByteBuffer.allocateDirect(RecordHeader.LENGTH);
    ByteBuffer tags = ByteBuffer.allocateDirect(SealSuite.AES_256_GCM.tagsLength(length));
    return (number, plain, sealed) ->
        cipher.seal(number + 1, header.clear(), plain, sealed, tags.clear());
  }

  /** Seals the next write. */
  public ByteBuffer next() {
    int length = plain.capacity();
    if (journal.capacity() - journal.position() < length) {
      journal.clear();
    }
    step.seal(number++, plain.clear(), journal);
    return journal;
  }
}
