package io.sealcopy.replicator.manage;

import io.sealcopy.replicator.pair.GroupEvent;
import io.sealcopy.replicator.pair.Unshipped;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * What a pair's remote is not known to have.
 *
 * @param definition of the pair, whose members the ranges count
 */
public record UnshippedView(PairDefinition definition, Unshipped unshipped) {
  static UnshippedView of(Pair pair) {
    CompletableFuture<Unshipped> told = new CompletableFuture<>();
    pair.loop().post(new GroupEvent.TellUnshipped(told::complete));
    return new UnshippedView(pair.definition(), told.join());
  }

  /** As the API gives it; the members' names are stable. */
  Map<String, Object> toJson(long nowMillis) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("pair", definition.name());
    json.put("group_id", definition.groupId());
    json.put("pair_epoch", definition.pairEpoch());
    json.put("side", "P");
    json.put("changes", unshipped.changes());
    json.put("bytes", unshipped.bytes());
    json.put("complete", unshipped.complete());
    if (unshipped.oldestMillis() >= 0) {
      json.put("oldest_seconds", Math.max(nowMillis - unshipped.oldestMillis(), 0) / 1000);
    }
    List<Map<String, Object>> members = new ArrayList<>();
    for (int i = 0; i < definition.members().size(); i++) {
      members.add(member(i, definition.members().get(i)));
    }
    json.put("members", members);
    return json;
  }

  private Map<String, Object> member(int index, PairMember member) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("lu", member.volume());
    json.put("volume_id", member.volumeId());
    json.put("block_length", member.geometry().blockLength());
    json.put("block_count", member.geometry().blockCount());
    json.put(
        "ranges",
        unshipped.ranges().stream()
            .filter(range -> range.member() == index)
            .map(range -> Map.of("lba", range.lba(), "blocks", range.blocks()))
            .toList());
    return json;
  }
}
