package io.sealcopy.protocol.record;

import org.jspecify.annotations.Nullable;

/** What a sealed record says; codes of 128 and up are local to one journal and never sent. */
public enum RecordKind {
  /** Blocks with new content. */
  DATA(1),
  /** Blocks that read as zeros and stay allocated. */
  ZERO(2),
  /** Blocks that were deallocated. */
  UNMAP(3),
  /** A key record. */
  KEY(4),
  /** The main centre started: salt, first sequence, last sequence before. */
  START(5),
  /** Running hash and digests, which make rollback and omission detectable. */
  MARK(6),
  /** Ciphertext that a decryptor has read and is about to replace (receive journal only). */
  HANDED_OUT(128);

  private static final @Nullable RecordKind[] BY_CODE = new @Nullable RecordKind[256];

  static {
    for (RecordKind kind : values()) {
      BY_CODE[kind.code] = kind;
    }
  }

  private final int code;

  RecordKind(int code) {
    this.code = code;
  }

  /** The byte on the wire, 0 to 255. */
  public int code() {
    return code;
  }

  /** Whether records of this kind stay in the journal that holds them. */
  public boolean isLocal() {
    return code >= 128;
  }

  /** Whether records of this kind change blocks of a volume, whose range the header names. */
  public boolean changesBlocks() {
    return this == DATA || this == ZERO || this == UNMAP;
  }

  /** The kind of {@code code} (0 to 255), or null when none has it. */
  public static @Nullable RecordKind ofCode(int code) {
    return BY_CODE[code & 0xff];
  }
}
