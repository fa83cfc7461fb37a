package io.sealcopy.target.remote;

import io.sealcopy.protocol.vendor.CopyStatus;
import io.sealcopy.target.admin.AdminRoute;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code GET /v1/copies}, and {@code /v1/copies/NAME}: what each copy is bound to and holds. */
public final class CopyStatusJson implements AdminRoute {
  private final List<SealedCopy> copies;

  public CopyStatusJson(List<SealedCopy> copies) {
    this.copies = copies;
  }

  @Override
  public Response handle(Request request) {
    if (!request.method().equals("GET")) {
      return Response.error(405, "copies can only be read");
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
    status.binding().ifPresent(binding -> put(json, binding));
    json.put("ciphertextBlocks", status.ciphertextBlocks());
    json.put("handedOutBlocks", status.handedOutBlocks());
    json.put("journalFill", statistics.journalFill());
    json.put("pending", statistics.pending());
    json.put("waiting", statistics.waiting());
    statistics.stalled().ifPresent(why -> json.put("stalled", why));
    status
        .fault()
        .ifPresent(
            fault -> json.put("fault", Map.of("code", fault.code().name(), "text", fault.text())));
    return json;
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
