package io.sealcopy.storage.volume;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An identity as lines {@code key=value}, with what it is bound to. */
final class IdentityText {
  private IdentityText() {}

  static byte[] encode(VolumeIdentity identity, String boundTo) {
    String text =
        "format=1\nid=%s\nincarnation=%s\nbound=%s\n"
            .formatted(identity.id(), identity.incarnation(), boundTo);
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** What stands there, or null when it is not such a text. */
  static @Nullable Stored decode(byte[] bytes) {
    Map<String, String> values = new HashMap<>();
    for (String line : new String(bytes, StandardCharsets.UTF_8).lines().toList()) {
      int equals = line.indexOf('=');
      if (equals > 0) {
        values.put(line.substring(0, equals), line.substring(equals + 1));
      }
    }
    String id = values.get("id");
    String incarnation = values.get("incarnation");
    String bound = values.get("bound");
    if (!"1".equals(values.get("format")) || id == null || incarnation == null || bound == null) {
      return null;
    }
    try {
      return new Stored(
          new VolumeIdentity(UUID.fromString(id), UUID.fromString(incarnation)), bound);
    } catch (IllegalArgumentException _) {
      return null;
    }
  }

  record Stored(VolumeIdentity identity, String boundTo) {}
}
