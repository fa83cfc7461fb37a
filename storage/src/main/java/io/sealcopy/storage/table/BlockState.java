package io.sealcopy.storage.table;

/** What the table says of one block. */
public enum BlockState {
  PLAINTEXT(0),
  CIPHERTEXT(1),
  /** Ciphertext that a decryptor has been told of and has not replaced yet. */
  HANDED_OUT(2);

  private final int code;

  BlockState(int code) {
    this.code = code;
  }

  int code() {
    return code;
  }
}
