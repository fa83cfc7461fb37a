package io.sealcopy.replicator.pair;

import io.sealcopy.replicator.link.LinkTrouble;
import io.sealcopy.replicator.link.RemoteKind;
import io.sealcopy.replicator.link.ReplicationLink;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Opens the link, again and again with growing delay, and knows how it is. */
final class LinkKeeper {
  private enum Phase {
    STOPPED,
    DOWN,
    OPENING,
    UP
  }

  private final GroupData data;
  private final ReplicationLink link;
  private final Supplier<ShippingBase> base;
  private Phase phase = Phase.DOWN;
  private long nexus;
  private long retryAt;
  private long delay;
  private String word = "connecting";
  private long since;
  private long downSince;
  private boolean remoteSpoke;
  private @Nullable String message;
  private @Nullable String note;

  /**
   * @param base what is proven at the remote
   */
  LinkKeeper(GroupData data, ReplicationLink link, Supplier<ShippingBase> base) {
    this.data = data;
    this.link = link;
    this.base = base;
    this.since = data.ports.steadyMillis();
    this.downSince = since;
    this.retryAt = since;
  }

  boolean isCurrent(long number) {
    return number == nexus && (phase == Phase.OPENING || phase == Phase.UP);
  }

  boolean isUp() {
    return phase == Phase.UP;
  }

  /** How long no nexus has been open; 0 while one is. */
  long downMillis() {
    return phase == Phase.UP ? 0 : data.ports.steadyMillis() - downSince;
  }

  /** Whether the remote itself has said why it takes nothing. */
  boolean remoteKnows() {
    return phase != Phase.UP && remoteSpoke;
  }

  /** Connects when it is time to. */
  void turn() {
    if (phase == Phase.DOWN && data.ports.steadyMillis() >= retryAt) {
      phase = Phase.OPENING;
      ShippingBase proven = base.get();
      link.open(++nexus, proven.sequence(), proven.arrivals() == ShippingBase.ADOPT);
    }
  }

  void opened(RemoteKind remote) {
    phase = Phase.UP;
    remoteSpoke = false;
    delay = 0;
    now("up", null);
    note =
        switch (remote) {
          case RemoteKind.Ours _, RemoteKind.Sealed _ -> null;
          case RemoteKind.Foreign(boolean reserved) ->
              reserved
                  ? "foreign target: order is kept for dependent writes only"
                  : "foreign target without persistent reservations: nothing keeps other initiators"
                      + " from writing the copy; order is kept for dependent writes only";
        };
  }

  void lost(LinkTrouble trouble) {
    down();
    remoteSpoke = trouble.kind() != LinkTrouble.Kind.AWAY;
    phase = Phase.DOWN;
    delay =
        delay == 0
            ? data.parameters.retryMillis()
            : Math.min(delay * 2, data.parameters.retryMaxMillis());
    // Spread, so that many groups do not come back in step.
    retryAt =
        data.ports.steadyMillis() + delay / 2 + data.ports.random((int) Math.max(delay / 2, 1));
    now(
        switch (trouble.kind()) {
          case AWAY -> "away";
          case FULL -> "full";
          case NOT_READY -> "not-ready";
        },
        trouble.message());
  }

  /** A fault: no attempt until {@link #restart}. */
  void stop(String why, String text) {
    if (phase == Phase.OPENING || phase == Phase.UP) {
      link.close();
    }
    down();
    phase = Phase.STOPPED;
    now(why, text);
  }

  private void down() {
    if (phase == Phase.UP) {
      downSince = data.ports.steadyMillis();
    }
  }

  void restart() {
    if (phase == Phase.STOPPED) {
      phase = Phase.DOWN;
      delay = 0;
      retryAt = data.ports.steadyMillis();
      now("connecting", null);
    }
  }

  PairStatus.LinkStatus status() {
    return new PairStatus.LinkStatus(
        word, data.ports.steadyMillis() - since, message, phase == Phase.UP ? note : null);
  }

  private void now(String newWord, @Nullable String text) {
    if (!newWord.equals(word)) {
      since = data.ports.steadyMillis();
    }
    word = newWord;
    message = text;
  }
}
