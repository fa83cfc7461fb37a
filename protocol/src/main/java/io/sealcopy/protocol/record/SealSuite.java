package io.sealcopy.protocol.record;

import org.jspecify.annotations.Nullable;

/** How a record's data is sealed, as named in its header; the sealing itself is not known here. */
public enum SealSuite {
  /** Not sealed: plaintext. */
  NONE(0, "none", 0),
  /** IEEE 1619, tweak = LBA as plain64: keeps the length, detects nothing. */
  AES_256_XTS(1, "aes-256-xts", 0),
  /** AES-256-GCM per seal unit of 4 KiB, with a tag for each unit and for the header. */
  AES_256_GCM(2, "aes-256-gcm", 16);

  /** Bytes of plaintext under one tag, in an authenticated suite. */
  public static final int SEAL_UNIT = 4096;

  private final int code;
  private final String title;
  private final int tagLength;

  SealSuite(int code, String title, int tagLength) {
    this.code = code;
    this.title = title;
    this.tagLength = tagLength;
  }

  /** The byte on the wire, 0 to 255. */
  public int code() {
    return code;
  }

  /** The name in configuration and messages. */
  public String title() {
    return title;
  }

  /** Whether records carry tags, so that a forged or moved one does not open. */
  public boolean isAuthenticated() {
    return tagLength > 0;
  }

  /** Bytes of tags that {@code dataLength} bytes of blocks carry. */
  public int tagsLength(int dataLength) {
    return Math.ceilDiv(dataLength, SEAL_UNIT) * tagLength;
  }

  /** The suite of {@code code} (0 to 255), or null when none has it. */
  public static @Nullable SealSuite ofCode(int code) {
    return switch (code) {
      case 0 -> NONE;
      case 1 -> AES_256_XTS;
      case 2 -> AES_256_GCM;
      default -> null;
    };
  }
}
