package io.sealcopy.target.remote;

import io.sealcopy.protocol.key.KeyDescription;

/** A key record as it is kept here, where nobody can unwrap it. */
final class StoredKey {
  private final KeyDescription description;
  private final byte[] bytes;

  /** The bytes are the record as received; nobody may change them. */
  StoredKey(KeyDescription description, byte[] bytes) {
    this.description = description;
    this.bytes = bytes;
  }

  KeyDescription description() {
    return description;
  }

  byte[] bytes() {
    return bytes;
  }
}
