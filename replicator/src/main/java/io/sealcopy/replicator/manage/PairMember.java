package io.sealcopy.replicator.manage;

import io.sealcopy.config.cli.JsonException;
import io.sealcopy.config.cli.JsonObject;
import io.sealcopy.initiator.IscsiUrl;
import io.sealcopy.initiator.ParsedUrl;
import io.sealcopy.replicator.link.CopySetup;
import io.sealcopy.storage.volume.VolumeGeometry;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * One volume of a pair's group and where it is copied to.
 *
 * @param volume name of the P-VOL in the configuration
 * @param volumeId for ever
 * @param incarnation of the P-VOL when the pair was made (rule 8)
 * @param remote the S-VOL
 * @param reservationKey of a foreign target that has persistent reservations
 * @param reservationLasting whether that target keeps it when it loses power
 */
public record PairMember(
    String volume,
    UUID volumeId,
    UUID incarnation,
    VolumeGeometry geometry,
    IscsiUrl remote,
    Optional<Long> reservationKey,
    boolean reservationLasting) {

  /** The same on another incarnation of its P-VOL. */
  PairMember withIncarnation(UUID other) {
    return new PairMember(
        volume, volumeId, other, geometry, remote, reservationKey, reservationLasting);
  }

  /** The same with what its foreign target granted. */
  PairMember with(Optional<CopySetup.Reservation> granted) {
    return new PairMember(
        volume,
        volumeId,
        incarnation,
        geometry,
        remote,
        granted.map(CopySetup.Reservation::key),
        granted.isPresent() && granted.get().lasting());
  }

  Map<String, Object> toJson() {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("volume", volume);
    members.put("volume_id", volumeId);
    members.put("incarnation", incarnation);
    members.put("block_length", geometry.blockLength());
    members.put("block_count", geometry.blockCount());
    members.put("remote", remote.toString());
    reservationKey.ifPresent(key -> members.put("reservation_key", Long.toHexString(key)));
    if (reservationLasting) {
      members.put("reservation_lasting", true);
    }
    return members;
  }

  /** Reads {@link #toJson}; version 1 of {@code group.json} has these beside all others. */
  static PairMember parse(JsonObject from) {
    return new PairMember(
        from.text("volume"),
        UUID.fromString(from.text("volume_id")),
        UUID.fromString(from.text("incarnation")),
        new VolumeGeometry(
            Math.toIntExact(from.number("block_length")), from.number("block_count")),
        url(from),
        from.optionalText("reservation_key").map(key -> Long.parseUnsignedLong(key, 16)),
        from.has("reservation_lasting") && from.flag("reservation_lasting"));
  }

  private static IscsiUrl url(JsonObject from) {
    return switch (IscsiUrl.parse(from.text("remote"))) {
      case IscsiUrl url -> url;
      case ParsedUrl.Invalid(String problem) -> throw new JsonException("remote: " + problem);
    };
  }
}
