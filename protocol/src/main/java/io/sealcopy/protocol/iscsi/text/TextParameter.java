package io.sealcopy.protocol.iscsi.text;

/**
 * One {@code key=value} pair. The key need not be one we know: an unknown one is answered, not
 * dropped.
 */
public record TextParameter(String key, String value) {
  public static TextParameter of(TextKey key, String value) {
    return new TextParameter(key.keyName(), value);
  }

  /** Without the value, which may be a credential. */
  @Override
  public String toString() {
    return key + "=...";
  }
}
