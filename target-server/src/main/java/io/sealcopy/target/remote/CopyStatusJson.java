package io.sealcopy.target.remote;

import io.sealcopy.protocol.vendor.CopyStatus;
import io.sealcopy.protocol.vendor.ImageNote;
import io.sealcopy.target.admin.AdminRoute;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * {@code GET /v1/copies}, and {@code /v1/copies/NAME}: what each copy is bound to and holds, and
 * the groups that they belong to.
 */
public final class CopyStatusJson implements AdminRoute {
  private final SealedCopies all;
  private final CopyCommands commands;

  /**
   * @param commands what {@code POST /v1/copies/NAME/COMMAND} does
   */
  public CopyStatusJson(SealedCopies all, CopyCommands commands) {
    this.all = all;
    this.commands = commands;
  }

  @Override
  public boolean writesAudit() {
    return true;
  }

  @Override
  public Response handle(Request request) {
    if (!request.method().equals("GET")) {
      return commands.handle(request);
    }
    if (request.path().isEmpty()) {
      Map<String, Object> json = new LinkedHashMap<>();
      json.put("copies", all.copies().stream().map(this::json).toList());
      json.put("groups", all.groups().stream().map(CopyStatusJson::group).toList());
      return Response.json(200, json);
    }
    return all.copies().stream()
        .filter(copy -> copy.name().equals(request.path()))
        .findFirst()
        .map(copy -> Response.json(200, json(copy)))
        .orElseGet(() -> Response.error(404, "there is no copy " + request.path()));
  }

  private Map<String, Object> json(SealedCopy copy) {
    CopyStatistics statistics = copy.statistics();
    CopyStatus status = statistics.status();
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", copy.name());
    json.put("blockLength", status.blockLength());
    json.put("blockCount", status.blockCount());
    json.put("bound", status.binding().isPresent());
    json.put("state", state(status));
    status.binding().ifPresent(binding -> put(json, binding));
    json.put("plain", statistics.plain());
    json.put("ciphertextBlocks", status.ciphertextBlocks());
    json.put("handedOutBlocks", status.handedOutBlocks());
    json.put("journalFill", statistics.journalFill());
    json.put("pending", statistics.pending());
    json.put("waiting", statistics.waiting());
    statistics.stalled().ifPresent(why -> json.put("stalled", why));
    ImageStatus image = statistics.image();
    if (image.kept()) {
      json.put("earlierImage", Instant.ofEpochMilli(image.time()).toString());
      json.put("earlierImageBytes", image.bytes());
    } else if (!image.lost().isEmpty()) {
      json.put("earlierImageLost", image.lost());
    }
    json.put("disasterReported", statistics.takeOver().disaster());
    json.put("takeOverToken", TakeOver.text(statistics.takeOver().token()));
    statistics.takeOver().image().ifPresent(note -> put(json, note));
    if (statistics.takeOver().takenOver()) {
      json.put("changedRegions", statistics.takeOver().changedRegions());
    }
    status.fault().ifPresent(fault -> json.put("fault", json(fault)));
    return json;
  }

  /** What the main centre said last; it may be more by now, or nothing where it never said. */
  private static void put(Map<String, Object> json, ImageNote note) {
    json.put("image", note.copying() ? "mixture" : "whole");
    json.put("imageSince", Instant.ofEpochMilli(note.moment()).toString());
  }

  /** In the field's words. */
  private static String state(CopyStatus status) {
    return status.binding().map(b -> b.takenOver() ? "SSWS" : "PAIRED").orElse("SMPL");
  }

  private static Map<String, Object> group(GroupStatistics group) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("group", group.groupId().toString());
    group
        .state()
        .ifPresent(state -> {
          json.put("pairEpoch", state.epoch());
          json.put("copies", state.members().stream().map(GroupState.Member::copy).toList());
        });
    json.put("nexusOpen", group.opening() != 0);
    json.put("durableArrival", group.durableArrival());
    json.put("appliedArrival", group.appliedArrival());
    json.put("journalFill", group.journalFill());
    json.put("pending", group.pending());
    json.put("waiting", group.waiting());
    group.stalled().ifPresent(why -> json.put("stalled", why));
    group.fault().ifPresent(fault -> json.put("fault", json(fault)));
    return json;
  }

  private static Map<String, Object> json(CopyStatus.Fault fault) {
    return Map.of("code", fault.code().name(), "text", fault.text());
  }

  private static void put(Map<String, Object> json, CopyStatus.Binding binding) {
    json.put("group", binding.groupId().toString());
    json.put("volume", binding.volumeId().toString());
    json.put("direction", binding.direction().name());
    json.put("pairEpoch", binding.pairEpoch());
    json.put("nexusOpen", binding.nexusOpen());
    json.put("generation", binding.generation());
    json.put("keyId", binding.keyId().toString());
    json.put("durableArrival", binding.durableArrival());
    json.put("appliedArrival", binding.appliedArrival());
  }
}
