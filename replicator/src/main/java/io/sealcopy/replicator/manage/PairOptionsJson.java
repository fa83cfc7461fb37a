package io.sealcopy.replicator.manage;

import io.sealcopy.config.cli.Json;
import io.sealcopy.config.cli.JsonException;
import io.sealcopy.config.cli.JsonObject;
import io.sealcopy.replicator.pair.PairOptions;
import io.sealcopy.replicator.pair.PairOptions.Choice;
import io.sealcopy.replicator.pair.PairOptions.Fence;
import io.sealcopy.replicator.pair.PairOptions.Holes;
import io.sealcopy.replicator.pair.PairOptions.Link;
import io.sealcopy.replicator.pair.PairOptions.Mode;
import io.sealcopy.replicator.pair.PairOptions.WhenFull;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** A pair's options in {@code group.json} and in the API: one object, the same in both. */
final class PairOptionsJson {
  /** What {@code pair create} may set; the rest has its default. */
  private static final Set<String> OFFERED = Set.of("mode", "fence", "when_full", "sync_timeout");

  /** What can be changed while a pair works. */
  private static final Set<String> CHANGEABLE =
      Set.of("mode", "fence", "when_full", "sync_timeout");

  private PairOptionsJson() {}

  static Map<String, Object> write(PairOptions options) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("link", options.link().word());
    members.put("mode", options.mode().word());
    members.put("fence", options.fence().word());
    members.put("when_full", options.whenFull().word());
    members.put("holes", options.holes().word());
    members.put("seal", options.seal());
    members.put("copy_rate", options.copyRate());
    members.put("idle_first", options.idleFirst());
    members.put("sync_timeout", options.syncTimeoutMillis() / 1000.0);
    return members;
  }

  /**
   * Reads {@link #write}; what is missing has its default.
   *
   * @throws JsonException naming the member that is wrong
   */
  static PairOptions read(JsonObject from) {
    PairOptions usual = PairOptions.DEFAULT;
    return new PairOptions(
        choice(from, "link", Link.values(), usual.link()),
        choice(from, "mode", Mode.values(), usual.mode()),
        choice(from, "fence", Fence.values(), usual.fence()),
        choice(from, "when_full", WhenFull.values(), usual.whenFull()),
        choice(from, "holes", Holes.values(), usual.holes()),
        from.has("seal") ? from.flag("seal") : usual.seal(),
        from.has("copy_rate") ? from.number("copy_rate") : usual.copyRate(),
        from.has("idle_first") ? from.flag("idle_first") : usual.idleFirst(),
        syncTimeout(from, usual));
  }

  /**
   * What an operator asks for, in the member {@code options} of {@code body}, if it has one.
   *
   * @throws JsonException naming what is wrong or not offered
   */
  static PairOptions requested(JsonObject body) {
    if (!body.has("options")) {
      return PairOptions.DEFAULT;
    }
    JsonObject options = body.object("options");
    only(OFFERED, options, "to be set");
    return read(options);
  }

  /**
   * The options of a pair that works, with those that {@code body} names.
   *
   * @throws JsonException naming what is wrong or cannot be changed
   */
  static PairOptions changed(PairOptions from, JsonObject body) {
    only(CHANGEABLE, body, "that can be changed");
    Map<String, Object> members = write(from);
    members.putAll(body.members());
    return read(Json.parse(Json.write(members)));
  }

  private static void only(Set<String> known, JsonObject options, String what) {
    for (String name : options.members().keySet()) {
      if (!known.contains(name)) {
        throw new JsonException(
            "options.%s: there is no such option %s; there are: %s"
                .formatted(name, what, String.join(", ", new TreeSet<>(known))));
      }
    }
  }

  /** In seconds; long enough to be of use, and short enough for initiators. */
  private static long syncTimeout(JsonObject from, PairOptions usual) {
    Object given = from.members().get("sync_timeout");
    if (given == null) {
      return usual.syncTimeoutMillis();
    }
    double seconds = given instanceof Number number ? number.doubleValue() : -1;
    if (seconds < 0.1 || seconds > 25) {
      throw new JsonException(from.path() + ".sync_timeout: 0.1 to 25 seconds, not " + given);
    }
    return Math.round(seconds * 1000);
  }

  private static <T extends Enum<T> & Choice> T choice(
      JsonObject from, String name, T[] choices, T usual) {
    if (!from.has(name)) {
      return usual;
    }
    String word = from.text(name);
    return Arrays.stream(choices)
        .filter(each -> each.word().equals(word))
        .findFirst()
        .orElseThrow(() ->
            new JsonException(
                "%s.%s: '%s' is none of %s"
                    .formatted(
                        from.path(),
                        name,
                        word,
                        Arrays.stream(choices)
                            .map(Choice::word)
                            .collect(Collectors.joining(", ")))));
  }
}
