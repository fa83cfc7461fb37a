package io.sealcopy.replicator.manage;

import io.sealcopy.protocol.key.KeyRecord;
import io.sealcopy.protocol.vendor.DiffersPage;
import io.sealcopy.replicator.link.CopyPlace;
import io.sealcopy.replicator.link.LinkStop;
import io.sealcopy.replicator.link.SwapSetup;
import io.sealcopy.replicator.manage.ManageResult.Done;
import io.sealcopy.replicator.manage.ManageResult.Failed;
import io.sealcopy.replicator.manage.ManageResult.Kind;
import io.sealcopy.replicator.manage.PairManager.ChapSecretToKeep;
import io.sealcopy.replicator.pair.PairHold;
import io.sealcopy.replicator.pair.SwapRegions;
import io.sealcopy.target.remote.CopySwap;
import io.sealcopy.target.remote.CopySwap.Own;
import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code pair create --swap}: makes P-VOLs of copies that were taken over, and copies of what they
 * were copied from. Only what differs is copied. The pair's definition is the one step that counts:
 * after a crash before it nothing has happened here, after it the next start does the rest.
 */
final class SwapHome {
  private static final Logger LOG = LoggerFactory.getLogger(SwapHome.class);

  private final CentreCopies copies;
  private final PairMaker maker;
  private final PairOpener opener;

  SwapHome(CentreCopies copies, PairMaker maker, PairOpener opener) {
    this.copies = copies;
    this.maker = maker;
    this.opener = opener;
  }

  /** Why nothing like that can be made, whatever the other centre says; null: it may be. */
  @Nullable String problem(PairRequest request) {
    return request.foreign()
        ? "a foreign target cannot say where it differs"
        : maker.problem(request);
  }

  /**
   * Makes the pair's files; hosts are sent away from its volumes when it is done.
   *
   * @param full copies everything, whatever the other side was
   */
  ManageResult<PairDefinition> make(
      PairRequest request, Optional<ChapSecretToKeep> secret, PairDirectory directory, boolean full)
      throws IOException {
    List<String> names = request.members().stream().map(PairRequest.Member::volume).toList();
    Own.Ready own;
    switch (copies.swap().look(names)) {
      case Own.Ready ready -> own = ready;
      case Own.Not(String why) -> {
        return new Failed<>(Kind.REFUSED, why);
      }
    }
    PairMaker.Draft draft;
    switch (maker.draft(request, own.epoch())) {
      case Done<PairMaker.Draft>(PairMaker.Draft made) -> draft = made;
      case Failed<PairMaker.Draft>(var kind, String message) -> {
        return new Failed<>(kind, message);
      }
    }
    PairDefinition pair = draft.pair();
    var options = opener.options(pair, request.chap());
    List<CopyPlace> places = PairMaker.places(pair);
    List<DiffersPage> pages = List.of();
    if (!full) {
      switch (SwapSetup.read(options, places)) {
        case SwapSetup.Answer.Not(LinkStop why) -> {
          return PairMaker.failed(why);
        }
        case SwapSetup.Answer.Pages(List<DiffersPage> read) -> pages = read;
      }
      String stranger = stranger(own, pair, pages);
      if (stranger != null) {
        return new Failed<>(Kind.REFUSED, stranger);
      }
    }
    maker.keep(draft, request, secret, directory);
    LinkStop stop =
        SwapSetup.bind(
            places, maker.bindingOf(pair, options), draft.record().map(KeyRecord::encode));
    if (stop != null) {
      return PairMaker.failed(stop);
    }
    turn(own, names, pair, pages, directory, request.defineOnly());
    maker.completed(pair);
    return new Done<>(pair);
  }

  /** Rule 8: only what these volumes were copied from is known where it differs. */
  private static @Nullable String stranger(
      Own.Ready own, PairDefinition pair, List<DiffersPage> pages) {
    for (int i = 0; i < pages.size(); i++) {
      DiffersPage page = pages.get(i);
      PairMember member = pair.members().get(i);
      if (!page.groupId().equals(own.groupId())
          || !page.volumeId().equals(own.volumeIds().get(i))
          || page.pairEpoch() != own.epoch() - 1
          || page.blockLength() != member.geometry().blockLength()
          || page.blockCount() != member.geometry().blockCount()) {
        return ("%s is not what volume %s was copied from (group %s, pair epoch %d; this one: %s,"
                + " taken over with %d): all must be copied, with --swap-full")
            .formatted(
                member.remote(),
                member.volume(),
                page.groupId(),
                page.pairEpoch(),
                own.groupId(),
                own.epoch());
      }
    }
    return null;
  }

  private void turn(
      Own.Ready own,
      List<String> names,
      PairDefinition pair,
      List<DiffersPage> pages,
      PairDirectory directory,
      boolean defineOnly)
      throws IOException {
    List<BitSet> changed = copies.swap().leave(names, own.groupId());
    try {
      directory.prepareSwapped(
          pair, maker.journalSize(), dirty(pair, changed, pages), own.groupId());
      directory.files().storeHold(defineOnly ? PairHold.DEFINED : PairHold.NONE);
      directory.store(pair);
    } catch (IOException e) {
      copies.swap().rejoin(names, own.groupId());
      throw e;
    }
    try {
      CopySwap.release(copies.state(), names, own.groupId());
    } catch (IOException e) {
      LOG.warn("what {} were as copies is still there; the next start clears it", names, e);
    }
  }

  private static List<BitSet> dirty(
      PairDefinition pair, List<BitSet> changed, List<DiffersPage> pages) {
    List<BitSet> dirty = new ArrayList<>();
    for (int i = 0; i < changed.size(); i++) {
      if (pages.isEmpty()) {
        var geometry = pair.members().get(i).geometry();
        BitSet all = new BitSet();
        all.set(0, DiffersPage.regions(geometry.blockLength(), geometry.blockCount()));
        dirty.add(all);
      } else {
        dirty.add(SwapRegions.toCopy(changed.get(i), pages.get(i)));
      }
    }
    return dirty;
  }
}
