package io.sealcopy.protocol.iscsi.text;

import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What one side wants of the operational keys, values as on the wire. A list key holds what is
 * supported, best first. Immutable.
 */
public record NegotiationOffer(Map<TextKey, String> values) {
  /** Only a wish the standard has room for is kept: an invalid one is a bug of the caller. */
  public NegotiationOffer {
    Map<TextKey, String> copy = new EnumMap<>(TextKey.class);
    copy.putAll(values);
    for (Map.Entry<TextKey, String> value : copy.entrySet()) {
      TextKey key = value.getKey();
      boolean fits = !key.numeric() || Numbers.parse(key, value.getValue()).isPresent();
      if (!key.operational() || key.rule() == TextKey.Rule.OBSOLETE || !fits) {
        throw new IllegalArgumentException(
            "cannot offer " + key.keyName() + "=" + value.getValue());
      }
    }
    values = Collections.unmodifiableMap(copy);
  }

  /** Nothing wanted: every key keeps its default. */
  public static NegotiationOffer defaults() {
    return new NegotiationOffer(Map.of());
  }

  /**
   * This offer with one value set.
   *
   * @throws IllegalArgumentException if the key is not operational or the value out of range
   */
  public NegotiationOffer with(TextKey key, String value) {
    Map<TextKey, String> more = new EnumMap<>(TextKey.class);
    more.putAll(values);
    more.put(key, value);
    return new NegotiationOffer(more);
  }

  public NegotiationOffer with(TextKey key, int value) {
    return with(key, Integer.toString(value));
  }

  public NegotiationOffer with(TextKey key, boolean value) {
    return with(key, value ? "Yes" : "No");
  }

  /** What is wanted, or the default. */
  String value(TextKey key) {
    return values.getOrDefault(key, key.defaultValue());
  }

  /** What is wanted of a list key, best first. */
  List<String> list(TextKey key) {
    return List.of(value(key).split(","));
  }
}
