package io.sealcopy.target.remote;

import io.sealcopy.config.Role;
import io.sealcopy.protocol.record.RecordHeader;
import io.sealcopy.protocol.vendor.BindCopy;
import io.sealcopy.storage.volume.Volume;
import io.sealcopy.target.scsi.LogicalUnit;
import io.sealcopy.target.scsi.Nexus;
import io.sealcopy.target.scsi.TransferLimits;
import io.sealcopy.target.scsi.UnitIdentity;
import io.sealcopy.target.scsi.UnitUpkeep;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A sealed copy (S-VOL) as a logical unit: who may do what with it, and which group its events go
 * to; until it is bound, none. Safe for any thread.
 */
public final class SealedCopy {
  /** Product identification by which a main centre knows that the target keeps a table. */
  public static final String PRODUCT = "SEALED COPY";

  private final CopyMember member;
  private final Volume base;
  private final Function<Nexus, Set<Role>> roles;
  private final SealedCopies all;
  private final CopyMetrics metrics;

  private final Map<Nexus, CopyView> views = new ConcurrentHashMap<>();
  private volatile @Nullable CopyGroup group;
  private volatile boolean serving = true;

  /**
   * @param base where its blocks are; read directly, written by its group only
   * @param roles what a nexus may do with this copy
   */
  SealedCopy(
      CopyMember member,
      Volume base,
      Function<Nexus, Set<Role>> roles,
      SealedCopies all,
      CopyMetrics metrics) {
    this.member = member;
    this.base = base;
    this.roles = roles;
    this.all = all;
    this.metrics = metrics;
    metrics.watch(this);
  }

  public String name() {
    return member.name();
  }

  CopyMember member() {
    return member;
  }

  /** Null while it is not bound. */
  @Nullable CopyGroup group() {
    return group;
  }

  /**
   * Says whether the volume is a copy now. One that is a P-VOL, or on its way to be one, is not
   * listed, and sends away whoever still meets it.
   */
  public void serve(boolean now) {
    serving = now;
  }

  /** Whether the volume is a copy now. */
  public boolean isServing() {
    return serving;
  }

  void belongsTo(@Nullable CopyGroup to) {
    group = to;
  }

  /** The copy as it was after the last batch of events of its group. */
  public CopyStatistics statistics() {
    CopyGroup to = group;
    if (to == null) {
      return new CopyStatistics(
          member.status(null),
          0,
          0,
          0,
          Optional.empty(),
          false,
          member.takeOverStatus(null),
          ImageStatus.NONE);
    }
    GroupStatistics now = to.statistics();
    return new CopyStatistics(
        member.status(now),
        now.pending(),
        now.waiting(),
        now.journalFill(),
        now.stalled(),
        now.plain(),
        member.takeOverStatus(now),
        now.earlier());
  }

  /** A main centre of this name has opened a nexus with it. */
  void openedBy(String initiator) {
    CopyGroup to = group;
    if (to != null) {
      all.openedBy(to, initiator);
    }
  }

  /** Whether it is this centre's own by now, so that hosts write it. */
  boolean isTakenOver() {
    CopyGroup to = group;
    return to != null && to.isTakenOver();
  }

  /** Asks the core; the answer comes on its group's thread. */
  CompletableFuture<CopyAnswer> ask(Function<CopyAnswer.Listener, CopyEvent> question) {
    CompletableFuture<CopyAnswer> answer = new CompletableFuture<>();
    post(question.apply(answer::complete));
    return answer;
  }

  /** Gives an event of this copy to its group. */
  void post(CopyEvent event) {
    metrics.count(event);
    CopyGroup to = group;
    if (event instanceof CopyEvent.Bind bind && (to == null || member.differs().isKnown())) {
      all.bind(this, bind);
    } else if (to != null) {
      to.post(event);
    } else {
      UnboundCopy.answer(member, event);
    }
  }

  /** Undoes the binding of its group, which nothing has come to yet; see {@link Unbinding}. */
  void unbind(BindCopy list, CopyAnswer.Listener listener) {
    all.unbind(this, list, listener);
  }

  /** The logical unit that shows the copy. */
  public LogicalUnit unit(UnitUpkeep upkeep) {
    return new LogicalUnit(identity(), base, this::viewFor, limits(), upkeep);
  }

  /** What the unit says that it is. */
  public UnitIdentity identity() {
    return new UnitIdentity(PRODUCT, UnitIdentity.REVISION, base.traits().id(), false);
  }

  /** One WRITE is one record of the receive journal. */
  public static TransferLimits limits() {
    TransferLimits usual = TransferLimits.DEFAULT;
    return new TransferLimits(
        RecordHeader.MAX_DATA,
        usual.unmapBlocks(),
        usual.unmapDescriptors(),
        usual.writeSameBlocks());
  }

  /** The copy as this nexus meets it; the same view as long as the nexus lives. */
  public Volume viewFor(Nexus nexus) {
    CopyView view = views.get(nexus);
    if (view != null) {
      return view;
    }
    CopyNexus known = new CopyNexus(all.sessionOf(nexus), roles.apply(nexus));
    CopyView made = new CopyView(this, base, known);
    CopyView earlier = views.putIfAbsent(nexus, made);
    if (earlier != null) {
      return earlier;
    }
    nexus.whenLost(() -> {
      views.remove(nexus);
      known.closed();
      post(new CopyEvent.NexusEnded(known.id()));
    });
    return made;
  }

  /** The view behind a volume, when it is one of a copy. */
  static @Nullable CopyView viewOf(Volume volume) {
    return volume instanceof CopyView view ? view : null;
  }
}
