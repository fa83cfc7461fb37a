package io.sealcopy.replicator.manage;

import io.sealcopy.initiator.InitiatorOptions;
import io.sealcopy.replicator.Threads;
import io.sealcopy.replicator.link.CopySetup;
import io.sealcopy.replicator.link.LinkStop;
import io.sealcopy.replicator.pair.PairState;
import io.sealcopy.replicator.pair.PairStatus;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The earlier images that remotes keep while pairs are brought up to date: begun before a resync,
 * dropped when the pair is in PAIR again. Blocks; any thread.
 */
final class RemoteImages implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RemoteImages.class);
  private static final Duration USUAL = Duration.ofMillis(500);
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(10);

  private final PairOpener opener;
  private final Set<Pair> watched = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  RemoteImages(PairOpener opener) {
    this.opener = opener;
  }

  /** Begins one. Nothing may be sent to the remote until this returns null; else it is why not. */
  @Nullable String keep(@Nullable Pair pair, long now) {
    if (pair == null) {
      return "there is no such pair";
    }
    PairDefinition definition = pair.definition();
    PairStatus status = pair.loop().query().join();
    if (definition.foreign()) {
      return "a foreign target keeps no earlier image";
    } else if (status.state() != PairState.PSUS && status.state() != PairState.PSUE) {
      return "an earlier image begins while the copy stands still: pair split %s, then this again"
          .formatted(definition.name());
    } else if (!status.consistent()) {
      return "the copy is not known to be consistent now: there is nothing to keep (an image that"
          + " was kept before stays until PAIR); resync without --keep-image";
    }
    try {
      pair.directory().files().storeImageKept(true);
      LinkStop stop = CopySetup.keepImage(options(pair), PairMaker.places(definition), now);
      if (stop != null) {
        pair.directory().files().storeImageKept(false);
        return stop.message();
      }
    } catch (IOException e) {
      return "it cannot be stored: " + e.getMessage();
    }
    watch(pair);
    return null;
  }

  private InitiatorOptions options(Pair pair) throws IOException {
    return opener.options(pair.definition(), pair.directory());
  }

  /** Goes on with a pair that was opened, when the remote keeps an image of it. */
  void opened(Pair pair) throws IOException {
    if (pair.directory().files().imageKept()) {
      watch(pair);
    }
  }

  private void watch(Pair pair) {
    if (watched.stream().noneMatch(each -> each.loop() == pair.loop())) {
      watched.add(pair);
      Threads.virtual("image-" + pair.definition().name(), () -> dropInPair(pair));
    }
  }

  /** The pair is no more. */
  void forget(Pair pair) {
    watched.removeIf(each -> each.loop() == pair.loop());
  }

  private void dropInPair(Pair pair) {
    Duration pause = USUAL;
    while (!closed && watched.contains(pair)) {
      try {
        Thread.sleep(pause);
        pause = isInPair(pair) ? drop(pair) : USUAL;
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private boolean isInPair(Pair pair) {
    if (closed || !watched.contains(pair)) {
      return false;
    }
    PairStatus status = pair.loop().query().join();
    return status.consistent()
        && (status.state() == PairState.PAIR || status.state() == PairState.PFUL);
  }

  private Duration drop(Pair pair) {
    PairDefinition definition = pair.definition();
    try {
      LinkStop stop = CopySetup.dropImage(options(pair), PairMaker.places(definition));
      if (stop instanceof LinkStop.Trouble) {
        return AFTER_FAILURE;
      }
      pair.directory().files().storeImageKept(false);
      forget(pair);
      LOG.info("pair {}: the remote keeps no earlier image any more", definition.name());
    } catch (IOException e) {
      LOG.warn("pair {}: {}", definition.name(), e.getMessage());
    }
    return AFTER_FAILURE;
  }

  @Override
  public void close() {
    closed = true;
    watched.clear();
  }
}
