package io.sealcopy.target.remote;

import io.sealcopy.protocol.record.RecordHeader;
import io.sealcopy.protocol.vendor.BindCopy;
import io.sealcopy.protocol.vendor.CopyStatus;
import io.sealcopy.protocol.vendor.CopyStatus.Fault;
import io.sealcopy.protocol.vendor.OpenNexus;
import io.sealcopy.protocol.vendor.TakeOverStatus;
import io.sealcopy.storage.table.EncryptionTable;
import java.io.IOException;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One volume that is a copy, or will be one when it is bound: its files and blocks, and what its
 * group keeps for it. Once it is bound it belongs to its group's thread; others may ask for its
 * name, its volume and its {@link #status}.
 */
public final class CopyMember {
  private final CopyDirectory directory;
  private final RangeOwners owners = new RangeOwners();
  private final Differs differs;
  private @Nullable CopyImage image;
  private @Nullable TableAnswers answers;
  private @Nullable HostChanges changes;
  private volatile Optional<BindCopy> binding = Optional.empty();
  private volatile Optional<Fault> fault = Optional.empty();
  private volatile long opening;
  private volatile long ciphertextBlocks;
  private volatile long handedOutBlocks;
  private volatile int changedRegions;

  /** Not bound. */
  public CopyMember(CopyDirectory directory) {
    this.directory = directory;
    this.differs = new Differs(directory);
  }

  public String name() {
    return directory.name();
  }

  CopyDirectory directory() {
    return directory;
  }

  /** Where its volume, which was a P-VOL, differs from its copy. */
  Differs differs() {
    return differs;
  }

  RangeOwners owners() {
    return owners;
  }

  Optional<BindCopy> binding() {
    return binding;
  }

  BindCopy boundTo() {
    return binding.orElseThrow(() -> new IllegalStateException("copy " + name() + " is not bound"));
  }

  boolean isOf(UUID volumeId) {
    return binding.isPresent() && binding.get().volumeId().equals(volumeId);
  }

  /** Bound to this from now on; whether it can be worked on is another matter. */
  void bind(BindCopy list) {
    binding = Optional.of(list);
  }

  /** Belongs to no group any more; its files are closed. */
  void unbind() {
    binding = Optional.empty();
    fault = Optional.empty();
    image = null;
    answers = null;
    changes = null;
    opening = 0;
    ciphertextBlocks = 0;
    handedOutBlocks = 0;
    changedRegions = 0;
  }

  /** Has its table from now on. */
  void open(EncryptionTable table, KeyShelf keys) {
    image = new CopyImage(directory.blocks(), table);
    answers = new TableAnswers(table, keys, boundTo().volumeId());
    publish();
  }

  /** Null when not bound, or when the table cannot be read. */
  @Nullable CopyImage image() {
    return image;
  }

  CopyImage boundImage() {
    if (image == null) {
      throw new IllegalStateException("copy " + name() + " has no table");
    }
    return image;
  }

  /** What can be told of the table; null when nothing can. */
  @Nullable TableAnswers answers() {
    return answers;
  }

  /** Why it belongs to no group although it says it does, or why it cannot be opened. */
  Optional<Fault> fault() {
    return fault;
  }

  void fault(Fault found) {
    fault = Optional.of(found);
  }

  /** The opening of a nexus that it takes part in, or took part in last; 0 for none. */
  long opening() {
    return opening;
  }

  void opened(long number) {
    opening = number;
  }

  /** What hosts have changed since the take-over; null before it, or when it cannot be kept. */
  @Nullable HostChanges changes() {
    return changes;
  }

  void changes(HostChanges known) throws IOException {
    if (changes != null) {
      changes.close();
    }
    changes = known;
  }

  /** Makes durable what was marked as changed by hosts. */
  void persistChanges() throws IOException {
    if (changes != null) {
      changes.persist();
    }
  }

  /** What {@link #status} says of its blocks from now on. */
  void publish() {
    CopyImage now = image;
    if (now != null) {
      ciphertextBlocks = now.table().ciphertextBlocks();
      handedOutBlocks = now.table().handedOutBlocks();
    }
    HostChanges known = changes;
    changedRegions = known == null ? 0 : known.count();
  }

  /**
   * The status page as a value.
   *
   * @param group null when it belongs to none
   */
  CopyStatus status(@Nullable GroupStatistics group) {
    return new CopyStatus(
        directory.blockLength(),
        directory.blockCount(),
        ciphertextBlocks,
        handedOutBlocks,
        group == null ? Optional.empty() : binding.map(bound -> status(bound, group)),
        group == null ? fault : group.fault());
  }

  private CopyStatus.Binding status(BindCopy bound, GroupStatistics group) {
    Optional<OpenNexus> last = group.state().flatMap(GroupState::nexus);
    return new CopyStatus.Binding(
        bound.groupId(),
        bound.volumeId(),
        bound.direction(),
        group.state().map(GroupState::epoch).orElse(bound.pairEpoch()),
        group.opening() != 0 && group.opening() == opening,
        last.map(OpenNexus::generation).orElse(0),
        last.map(OpenNexus::keyId).orElse(RecordHeader.NO_KEY),
        group.durableArrival(),
        group.appliedArrival(),
        last.filter(OpenNexus::isSealedLink).isPresent() ? group.durableArrival() : 0,
        group.takenOver());
  }

  /**
   * The take-over page as a value.
   *
   * @param group null when it belongs to none
   */
  TakeOverStatus takeOverStatus(@Nullable GroupStatistics group) {
    return group == null
        ? new TakeOverStatus(false, false, 0, 0, 0, Optional.empty())
        : new TakeOverStatus(
            group.takenOver(),
            group.disaster(),
            changedRegions,
            group.state().map(GroupState::epoch).orElse(0L),
            group.token(),
            group.image());
  }

  /** Answers REPORT COPY STATUS. */
  CopyAnswer statusPage(GroupStatistics group) {
    publish();
    return GroupDesk.page(status(group).encode());
  }

  /**
   * Answers REPORT TAKE OVER.
   *
   * @param operator is told the token
   */
  CopyAnswer takeOverPage(GroupStatistics group, boolean operator) {
    publish();
    TakeOverStatus all = takeOverStatus(group);
    return GroupDesk.page((operator ? all : all.withoutToken()).encode());
  }

  void close() throws IOException {
    if (image != null) {
      image.table().close();
    }
    if (changes != null) {
      changes.close();
    }
  }
}
