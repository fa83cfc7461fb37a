package io.sealcopy.target.remote;

import io.sealcopy.protocol.vendor.CopyStatus;
import io.sealcopy.target.admin.AdminRoute;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code GET /v1/copies}, and {@code /v1/copies/NAME}: what each copy is bound to and holds. */
public final class CopyStatusJson implements AdminRoute {
  private final List<SealedCopy> copies;
  private final CopyCommands commands;

  /**
   * @param commands what {@code POST /v1/copies/NAME/COMMAND} does
   */
  public CopyStatusJson(List<SealedCopy> copies, CopyCommands commands) {
    this.copies = copies;
    this.commands = commands;
  }

  @Override
  public Response handle(Request request) {
    if (!request.method().equals("GET")) {
      return commands.handle(request);
    }
    if (request.path().isEmpty()) {
      return Response.json(200, Map.of("copies", copies.stream().map(this::json).toList()));
    }
    return copies.stream()
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
    json.put("ciphertextBlocks", status.ciphertextBlocks());
    json.put("handedOutBlocks", status.handedOutBlocks());
    json.put("journalFill", statistics.journalFill());
    json.put("pending", statistics.pending());
    json.put("waiting", statistics.waiting());
    statistics.stalled().ifPresent(why -> json.put("stalled", why));
    json.put("disasterReported", statistics.takeOver().disaster());
    json.put("takeOverToken", TakeOver.text(statistics.takeOver().token()));
    if (statistics.takeOver().takenOver()) {
      json.put("changedRegions", statistics.takeOver().changedRegions());
    }
    status
        .fault()
        .ifPresent(
            fault -> json.put("fault", Map.of("code", fault.code().name(), "text", fault.text())));
    return json;
  }

  /** In the field's words; whether the image is whole only the main centre knows. */
  private static String state(CopyStatus status) {
    return status.binding().map(b -> b.takenOver() ? "SSWS" : "PAIRED").orElse("SMPL");
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
