package io.sealcopy.replicator.manage;

import io.sealcopy.replicator.pair.PairedVolume;
import io.sealcopy.replicator.volume.PausedVolume;
import io.sealcopy.replicator.volume.SwitchableVolume;
import io.sealcopy.storage.volume.Volume;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A volume of the configuration, and the pairs in front of it, one above the other: the P-VOL of
 * each is what the one below shows. They are put on top, and taken out anywhere, while hosts write.
 * Used by one thread at a time, apart from {@link #unit}.
 */
public final class ServedVolume {
  /**
   * One pair.
   *
   * @param below its P-VOL: the volume itself for the first that was put there, else a way to what
   *     is below, which may be exchanged
   */
  private record Layer(Volume below, PairedVolume view) {}

  private final String name;
  private final Volume raw;
  private final SwitchableVolume unit;
  private final List<Layer> layers = new ArrayList<>();
  private boolean paused;

  /**
   * @param raw the volume itself; stays the caller's
   */
  public ServedVolume(String name, Volume raw) {
    this.name = name;
    this.raw = raw;
    this.unit = new SwitchableVolume(raw);
  }

  /**
   * The P-VOLs of a pair, in the order of its members.
   *
   * @param all by name
   * @throws IOException naming the volume that the configuration does not have
   */
  static List<ServedVolume> of(PairDefinition pair, Map<String, ServedVolume> all)
      throws IOException {
    List<ServedVolume> served = new ArrayList<>();
    for (PairMember member : pair.members()) {
      ServedVolume volume = all.get(member.volume());
      if (volume == null) {
        throw new IOException(
            "pair %s copies volume %s, which the configuration does not have"
                .formatted(pair.name(), member.volume()));
      }
      served.add(volume);
    }
    return served;
  }

  /** Its name in the configuration. */
  public String name() {
    return name;
  }

  /** The volume itself. */
  public Volume raw() {
    return raw;
  }

  /** What its logical unit shows. */
  public SwitchableVolume unit() {
    return unit;
  }

  /** How many pairs are in front of it. */
  int pairs() {
    return layers.size();
  }

  /**
   * Hosts are sent away until {@link #resume}, with BUSY.
   *
   * @return complete when nothing of theirs is under way
   */
  CompletableFuture<@Nullable Void> pause() {
    paused = true;
    return unit.switchTo(new PausedVolume(raw));
  }

  boolean isPaused() {
    return paused;
  }

  /** Hosts meet it, with its pairs, again. */
  void resume() {
    paused = false;
    var _ = unit.switchTo(layers.isEmpty() ? raw : layers.getLast().view);
  }

  /** The P-VOL for the next pair; to be given to {@link #put} with it. */
  Volume top() {
    // The first pair has the volume itself: one pair costs no way more.
    return layers.isEmpty() ? raw : new SwitchableVolume(layers.getLast().view);
  }

  /**
   * Changes that begin from now on go to this pair first.
   *
   * @param below what {@link #top} has given
   * @return complete when nothing is under way that began before
   */
  CompletableFuture<@Nullable Void> put(Volume below, PairedVolume view) {
    if (!layers.isEmpty()) {
      layers.getLast().view.setBelowAnother(true);
    }
    layers.add(new Layer(below, view));
    return paused ? CompletableFuture.completedFuture(null) : unit.switchTo(view);
  }

  /**
   * No change that begins from now on goes to this pair.
   *
   * @return complete when nothing is under way in it
   */
  CompletableFuture<@Nullable Void> take(PairedVolume view) {
    int at = 0;
    while (!layers.get(at).view.equals(view)) {
      at++;
    }
    Volume below = at == 0 ? raw : layers.get(at - 1).view;
    boolean last = at == layers.size() - 1;
    if (last && paused) {
      layers.removeLast();
      return CompletableFuture.completedFuture(null); // Nothing comes that way.
    }
    // Every pair but the first was put on a way of its own.
    SwitchableVolume way = last ? unit : (SwitchableVolume) layers.get(at + 1).below;
    layers.remove(at);
    CompletableFuture<@Nullable Void> drained = way.switchTo(below);
    if (last && !layers.isEmpty()) {
      PairedVolume uppermost = layers.getLast().view;
      var _ = drained.thenRun(() -> uppermost.setBelowAnother(false));
    }
    return drained;
  }
}
