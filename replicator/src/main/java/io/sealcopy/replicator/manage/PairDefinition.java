package io.sealcopy.replicator.manage;

import io.sealcopy.config.cli.Json;
import io.sealcopy.config.cli.JsonException;
import io.sealcopy.config.cli.JsonObject;
import io.sealcopy.protocol.key.Direction;
import io.sealcopy.protocol.key.KeyId;
import io.sealcopy.replicator.link.CopyIdentity;
import io.sealcopy.replicator.pair.PairOptions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;

/**
 * What a pair is, as {@code group.json} keeps it. Holds no secret.
 *
 * @param name the group's and the pair's name
 * @param members the group's volumes, at least one; records name them by their volume id
 * @param foreign the target of the S-VOLs knows nothing of us
 * @param createdAtMillis since 1970 UTC
 * @param recipients fingerprints of the certificates that can open the group's key
 * @param token what a destructive command must repeat; another one after each use
 */
public record PairDefinition(
    String name,
    UUID groupId,
    List<PairMember> members,
    long pairEpoch,
    int generation,
    KeyId keyId,
    boolean foreign,
    PairOptions options,
    long createdAtMillis,
    List<String> recipients,
    String token) {

  /** What the remote compares on a member's S-VOL. */
  public CopyIdentity copy(PairMember member) {
    return new CopyIdentity(
        groupId,
        member.volumeId(),
        Direction.MAIN_TO_REMOTE,
        pairEpoch,
        generation,
        keyId,
        member.geometry());
  }

  /** The member that stands for all where only one can: all are at one target. */
  public PairMember first() {
    return members.getFirst();
  }

  /** Bytes of all volumes. */
  public long byteCount() {
    return members.stream().mapToLong(member -> member.geometry().byteCount()).sum();
  }

  /** The same pair with other members. */
  public PairDefinition withMembers(UnaryOperator<PairMember> change) {
    return new PairDefinition(
        name,
        groupId,
        members.stream().map(change).toList(),
        pairEpoch,
        generation,
        keyId,
        foreign,
        options,
        createdAtMillis,
        recipients,
        token);
  }

  /** The same pair with other options. */
  public PairDefinition withOptions(PairOptions other) {
    return new PairDefinition(
        name,
        groupId,
        members,
        pairEpoch,
        generation,
        keyId,
        foreign,
        other,
        createdAtMillis,
        recipients,
        token);
  }

  /** The same pair with another token. */
  public PairDefinition withToken(String other) {
    return new PairDefinition(
        name,
        groupId,
        members,
        pairEpoch,
        generation,
        keyId,
        foreign,
        options,
        createdAtMillis,
        recipients,
        other);
  }

  /** The content of {@code group.json}, version 2. */
  public String toJson() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("version", 2);
    json.put("name", name);
    json.put("group_id", groupId);
    json.put("members", members.stream().map(PairMember::toJson).toList());
    json.put("pair_epoch", pairEpoch);
    json.put("generation", generation);
    json.put("key_id", keyId.toString());
    json.put("foreign", foreign);
    json.put("options", PairOptionsJson.write(options));
    json.put("created_at_millis", createdAtMillis);
    json.put("recipients", recipients);
    json.put("token", token);
    return Json.write(json);
  }

  /**
   * Reads {@link #toJson}, and version 1: one member without a list, and no options.
   *
   * @throws JsonException naming the member that is missing or wrong
   */
  public static PairDefinition parse(String text) {
    JsonObject from = Json.parse(text);
    try {
      return switch (Math.toIntExact(from.number("version"))) {
        case 1 -> parse(from, List.of(PairMember.parse(from)), PairOptions.DEFAULT);
        case 2 ->
            parse(
                from,
                from.objects("members").stream().map(PairMember::parse).toList(),
                PairOptionsJson.read(from.object("options")));
        default -> throw new JsonException("version " + from.number("version") + " is not known");
      };
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new JsonException("a member is out of range: " + e.getMessage());
    }
  }

  private static PairDefinition parse(
      JsonObject from, List<PairMember> members, PairOptions options) {
    if (members.isEmpty()) {
      throw new JsonException("members: empty");
    }
    return new PairDefinition(
        from.text("name"),
        UUID.fromString(from.text("group_id")),
        members,
        from.number("pair_epoch"),
        Math.toIntExact(from.number("generation")),
        KeyId.parse(from.text("key_id")),
        from.flag("foreign"),
        options,
        from.number("created_at_millis"),
        from.texts("recipients"),
        from.text("token"));
  }
}
