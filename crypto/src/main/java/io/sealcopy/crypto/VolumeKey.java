package io.sealcopy.crypto;

import io.sealcopy.protocol.key.Direction;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.UUID;
import javax.crypto.KDF;
import javax.crypto.spec.HKDFParameterSpec;

/**
 * What a suite seals one volume with: derived from the group key so that no two volumes, directions
 * or suites share a key ({@code protocol/spec/key-derivation.md}). {@link #close} overwrites it;
 * ciphers made from it before go on working.
 */
public final class VolumeKey implements AutoCloseable {
  private static final byte[] LABEL = "sealcopy v1".getBytes(StandardCharsets.US_ASCII);
  private static final int VOLUME_ID_BYTES = 16;

  private final byte[] bytes;
  private boolean closed;

  private VolumeKey(byte[] bytes) {
    this.bytes = bytes;
  }

  /** HKDF-SHA256 (RFC 5869) of the group key, as long as the suite needs. */
  public static VolumeKey derive(
      GroupKey groupKey, Suite suite, UUID volumeId, Direction direction) {
    try {
      HKDFParameterSpec parameters =
          HKDFParameterSpec.ofExtract()
              .addIKM(groupKey.bytes())
              .thenExpand(info(suite, volumeId, direction), suite.keyBytes());
      return new VolumeKey(KDF.getInstance("HKDF-SHA256").deriveData(parameters));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java runtime lacks HKDF-SHA256", e);
    }
  }

  static byte[] info(Suite suite, UUID volumeId, Direction direction) {
    byte[] name = suite.suiteName().getBytes(StandardCharsets.US_ASCII);
    ByteBuffer info = ByteBuffer.allocate(LABEL.length + name.length + VOLUME_ID_BYTES + 3);
    info.put(LABEL).put((byte) 0).put(name).put((byte) 0);
    info.putLong(volumeId.getMostSignificantBits()).putLong(volumeId.getLeastSignificantBits());
    return info.put(direction.code()).array();
  }

  /** Takes over {@code bytes}, which the caller must not use again. */
  static VolumeKey owning(byte[] bytes) {
    return new VolumeKey(bytes);
  }

  /** The bytes themselves, not a copy: use within the call, do not keep or change. */
  byte[] bytes() {
    if (closed) {
      throw new IllegalStateException("volume key used after it was closed");
    }
    return bytes;
  }

  /** Overwrites the key; any later use stops with an {@link IllegalStateException}. */
  @Override
  public void close() {
    Arrays.fill(bytes, (byte) 0);
    closed = true;
  }
}
