package io.sealcopy.replicator.pair;

import io.sealcopy.config.cli.JsonException;
import io.sealcopy.config.cli.JsonObject;
import io.sealcopy.replicator.pair.VerifyStatus.Outcome;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** How a comparison went, in {@code verify.json} and in the API: one object, the same in both. */
public final class VerifyJson {
  private VerifyJson() {}

  /** The members' names are stable. */
  public static Map<String, Object> write(VerifyStatus status) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("outcome", status.outcome().name().toLowerCase(Locale.ROOT));
    members.put("message", status.message());
    members.put("checked_bytes", status.checkedBytes());
    members.put("total_bytes", status.totalBytes());
    members.put("rechecked_regions", status.recheckedRegions());
    members.put("differences", status.differences());
    members.put("repaired", status.repaired());
    members.put("unverified_regions", status.unverifiedRegions());
    members.put("started_at_millis", status.startedAt());
    members.put("ended_at_millis", status.endedAt());
    return members;
  }

  /**
   * Reads {@link #write}.
   *
   * @throws JsonException naming the member that is wrong
   */
  static VerifyStatus read(JsonObject from) {
    String word = from.text("outcome");
    Outcome outcome =
        Arrays.stream(Outcome.values())
            .filter(each -> each.name().equalsIgnoreCase(word))
            .findFirst()
            .orElseThrow(() -> new JsonException("outcome: there is none called " + word));
    return new VerifyStatus(
        outcome,
        from.text("message"),
        from.number("checked_bytes"),
        from.number("total_bytes"),
        from.number("rechecked_regions"),
        from.number("differences"),
        from.number("repaired"),
        from.number("unverified_regions"),
        from.number("started_at_millis"),
        from.number("ended_at_millis"));
  }
}
