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
import io.sealcopy.replicator.pair.PairOptions.WhenFenced;
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
  private static final Set<String> OFFERED =
      Set.of(
          "link",
          "connections",
          "holes",
          "seal",
          "mode",
          "fence",
          "when_full",
          "sync_timeout",
          "copy_rate",
          "idle_first",
          "when_fenced");

  /** What can be changed while a pair works. */
  private static final Set<String> CHANGEABLE =
      Set.of(
          "mode", "fence", "when_full", "sync_timeout", "copy_rate", "idle_first", "when_fenced");

  private PairOptionsJson() {}

  static Map<String, Object> write(PairOptions options) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("link", options.link().word());
    members.put("connections", options.connections());
    members.put("mode", options.mode().word());
    members.put("fence", options.fence().word());
    members.put("when_full", options.whenFull().word());
    members.put("holes", options.holes().word());
    members.put("seal", options.seal());
    members.put("copy_rate", options.copyRate());
    members.put("idle_first", options.idleFirst());
    members.put("sync_timeout", options.syncTimeoutMillis() / 1000.0);
    members.put("when_fenced", options.whenFenced().word());
    return members;
  }

  /**
   * Reads {@link #write}; what is missing has its default.
   *
   * @throws JsonException naming the member that is wrong
   */
  static PairOptions read(JsonObject from) {
    PairOptions usual = PairOptions.DEFAULT;
    return read(from, choice(from, "link", Link.values(), usual.link()), usual.holes());
  }

  private static int connections(JsonObject from) {
    long count = from.has("connections") ? from.number("connections") : 1;
    if (count < 1 || count > PairOptions.MOST_CONNECTIONS) {
      throw new JsonException(
          "%s.connections: %d is not 1 to %d"
              .formatted(from.path(), count, PairOptions.MOST_CONNECTIONS));
    }
    return (int) count;
  }

  private static PairOptions read(JsonObject from, Link link, Holes holes) {
    PairOptions usual = PairOptions.DEFAULT;
    return new PairOptions(
        link,
        connections(from),
        choice(from, "mode", Mode.values(), usual.mode()),
        choice(from, "fence", Fence.values(), usual.fence()),
        choice(from, "when_full", WhenFull.values(), usual.whenFull()),
        choice(from, "holes", Holes.values(), holes),
        from.has("seal") ? from.flag("seal") : usual.seal(),
        rate(from, usual),
        from.has("idle_first") ? from.flag("idle_first") : usual.idleFirst(),
        syncTimeout(from, usual),
        choice(from, "when_fenced", WhenFenced.values(), usual.whenFenced()));
  }

  /**
   * What an operator asks for, in the member {@code options} of {@code body}, if it has one.
   * Records cross to where they are known, and where they do, zeros do as they are.
   *
   * @param foreign the remote is no Sealcopy
   * @throws JsonException naming what is wrong or not offered
   */
  static PairOptions requested(JsonObject body, boolean foreign) {
    JsonObject options =
        body.has("options") ? body.object("options") : new JsonObject("options", Map.of());
    only(OFFERED, options, "to be set");
    Link link = choice(options, "link", Link.values(), foreign ? Link.STANDARD : Link.SEALED);
    if (foreign && link == Link.SEALED) {
      throw new JsonException("options.link: only a Sealcopy remote centre takes records");
    }
    boolean plain = options.has("seal") && !options.flag("seal");
    PairOptions asked =
        read(options, link, link == Link.SEALED || plain ? Holes.CLEAR : Holes.SEALED);
    if (plain && asked.holes() == Holes.SEALED) {
      throw new JsonException("options.holes: with seal off there is nothing to seal zeros with");
    }
    if (foreign && asked.holes() == Holes.CLEAR && !plain) {
      throw new JsonException("options.holes: to a foreign target zeros cross sealed");
    }
    if (link == Link.STANDARD && asked.connections() > 1) {
      throw new JsonException("options.connections: WRITEs keep their order on one only");
    }
    return asked;
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

  private static long rate(JsonObject from, PairOptions usual) {
    long rate = from.has("copy_rate") ? from.number("copy_rate") : usual.copyRate();
    if (rate < 0) {
      throw new JsonException(from.path() + ".copy_rate: bytes a second, not " + rate);
    }
    return rate;
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
