package io.sealcopy.protocol.key;

/** Which way a key seals: each direction of a group has keys of its own. */
public enum Direction {
  /** From the centre the group was made at to its remote centre. */
  MAIN_TO_REMOTE(1),
  /** The other way, after a take-over. */
  REVERSE(2);

  private final byte code;

  Direction(int code) {
    this.code = (byte) code;
  }

  /** The byte that stands for this direction in every format and in key derivation. */
  public byte code() {
    return code;
  }
}
