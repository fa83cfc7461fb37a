package io.sealcopy.replicator.manage;

import io.sealcopy.config.cli.Json;
import io.sealcopy.config.cli.JsonException;
import io.sealcopy.config.cli.JsonObject;
import io.sealcopy.initiator.IscsiUrl;
import io.sealcopy.initiator.ParsedUrl;
import io.sealcopy.protocol.key.Direction;
import io.sealcopy.protocol.key.KeyId;
import io.sealcopy.replicator.link.CopyIdentity;
import io.sealcopy.storage.volume.VolumeGeometry;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * What a pair is, as {@code group.json} keeps it. Holds no secret.
 *
 * @param name the group's and the pair's name
 * @param volume name of the P-VOL in the configuration
 * @param volumeId for ever
 * @param incarnation of the P-VOL when the pair was made (rule 8)
 * @param remote the S-VOL
 * @param foreign the S-VOL's target knows nothing of us
 * @param reservationKey of a foreign target that has persistent reservations
 * @param createdAtMillis since 1970 UTC
 * @param recipients fingerprints of the certificates that can open the group's key
 * @param token what a destructive command must repeat
 */
public record PairDefinition(
    String name,
    UUID groupId,
    String volume,
    UUID volumeId,
    UUID incarnation,
    VolumeGeometry geometry,
    long pairEpoch,
    int generation,
    KeyId keyId,
    IscsiUrl remote,
    boolean foreign,
    Optional<Long> reservationKey,
    long createdAtMillis,
    List<String> recipients,
    String token) {

  /** What the remote compares. */
  public CopyIdentity copy() {
    return new CopyIdentity(
        groupId, volumeId, Direction.MAIN_TO_REMOTE, pairEpoch, generation, keyId, geometry);
  }

  /** The same pair on another incarnation of its P-VOL, all of which is copied then. */
  public PairDefinition withIncarnation(UUID other) {
    return new PairDefinition(
        name,
        groupId,
        volume,
        volumeId,
        other,
        geometry,
        pairEpoch,
        generation,
        keyId,
        remote,
        foreign,
        reservationKey,
        createdAtMillis,
        recipients,
        token);
  }

  /** The same pair with what its foreign target granted. */
  public PairDefinition withReservationKey(Optional<Long> key) {
    return new PairDefinition(
        name,
        groupId,
        volume,
        volumeId,
        incarnation,
        geometry,
        pairEpoch,
        generation,
        keyId,
        remote,
        foreign,
        key,
        createdAtMillis,
        recipients,
        token);
  }

  /** The content of {@code group.json}. */
  public String toJson() {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("version", 1);
    members.put("name", name);
    members.put("group_id", groupId);
    members.put("volume", volume);
    members.put("volume_id", volumeId);
    members.put("incarnation", incarnation);
    members.put("block_length", geometry.blockLength());
    members.put("block_count", geometry.blockCount());
    members.put("pair_epoch", pairEpoch);
    members.put("generation", generation);
    members.put("key_id", keyId.toString());
    members.put("remote", remote.toString());
    members.put("foreign", foreign);
    reservationKey.ifPresent(key -> members.put("reservation_key", Long.toHexString(key)));
    members.put("created_at_millis", createdAtMillis);
    members.put("recipients", recipients);
    members.put("token", token);
    return Json.write(members);
  }

  /**
   * Reads {@link #toJson}.
   *
   * @throws JsonException naming the member that is missing or wrong
   */
  public static PairDefinition parse(String text) {
    JsonObject from = Json.parse(text);
    if (from.number("version") != 1) {
      throw new JsonException("version " + from.number("version") + " is not known");
    }
    try {
      return new PairDefinition(
          from.text("name"),
          UUID.fromString(from.text("group_id")),
          from.text("volume"),
          UUID.fromString(from.text("volume_id")),
          UUID.fromString(from.text("incarnation")),
          new VolumeGeometry(
              Math.toIntExact(from.number("block_length")), from.number("block_count")),
          from.number("pair_epoch"),
          Math.toIntExact(from.number("generation")),
          KeyId.parse(from.text("key_id")),
          url(from.text("remote")),
          from.flag("foreign"),
          from.optionalText("reservation_key").map(key -> Long.parseUnsignedLong(key, 16)),
          from.number("created_at_millis"),
          from.texts("recipients"),
          from.text("token"));
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new JsonException("a member is out of range: " + e.getMessage());
    }
  }

  private static IscsiUrl url(String text) {
    return switch (IscsiUrl.parse(text)) {
      case IscsiUrl url -> url;
      case ParsedUrl.Invalid(String problem) -> throw new JsonException("remote: " + problem);
    };
  }
}
