package io.sealcopy.target.remote;

import io.sealcopy.protocol.record.RecordHeader;
import io.sealcopy.protocol.record.SealSuite;
import io.sealcopy.protocol.vendor.BindCopy;
import io.sealcopy.protocol.vendor.CopyStatus;
import io.sealcopy.protocol.vendor.CopyStatus.Fault;
import io.sealcopy.protocol.vendor.CopyStatus.FaultCode;
import io.sealcopy.protocol.vendor.OpenNexus;
import io.sealcopy.protocol.vendor.TakeOverStatus;
import io.sealcopy.storage.volume.VolumeFailure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a copy is bound to and what it can tell: the commands that change no block. */
final class CopyDesk {
  /** Whether a nexus may be opened. */
  sealed interface Admission {
    record Admitted(SealSuite suite) implements Admission {}

    record Refused(CopyAnswer answer) implements Admission {}
  }

  /** Offsets in bind list and open list, for field pointers ({@code vendor-cdb.md}). */
  private static final int DIRECTION_AT = 10;

  private static final int LINK_KIND_AT = 11;
  private static final int LENGTH_OR_GENERATION_AT = 12;
  private static final int GROUP_AT = 16;
  private static final int VOLUME_AT = 32;
  private static final int EPOCH_AT = 48;
  private static final int COUNT_OR_KEY_AT = 56;

  private final CopyDirectory directory;
  private @Nullable CopyParts parts;
  private @Nullable CopyState state;
  private @Nullable TableAnswers answers;
  private Optional<Fault> fault;
  private final TakeOver takeOver;

  CopyDesk(CopyDirectory directory, CopyOpening opening) {
    this.directory = directory;
    this.parts = opening.parts();
    this.state = opening.state();
    this.answers = opening.answers();
    this.fault = opening.fault();
    this.takeOver = directory.takeOver();
    if (isTakenOver()) {
      takeOver.resume();
    }
  }

  /** Null while unbound, and when nothing can be worked on. */
  @Nullable CopyParts parts() {
    return parts;
  }

  CopyParts boundParts() {
    if (parts == null) {
      throw new IllegalStateException("copy " + directory.name() + " is not bound");
    }
    return parts;
  }

  Optional<Fault> fault() {
    return fault;
  }

  /** The first fault stays: later ones follow from it. */
  void fault(Fault found) {
    if (fault.isEmpty()) {
      fault = Optional.of(found);
    }
  }

  TakeOver takeOver() {
    return takeOver;
  }

  /** Whether the copy is this centre's own by now (SSWS). */
  boolean isTakenOver() {
    return TakeOver.happened(state);
  }

  /** TAKE OVER: durable when this returns. Commands of the nexus before may be on their way. */
  CopyAnswer takeOver(long token) {
    Optional<CopyAnswer> unusable = unusable();
    if (unusable.isPresent()) {
      return unusable.get();
    }
    if (!takeOver.admits(token)) {
      return new CopyAnswer.WrongArgument(
          "the token is not the one that the copy's status shows; each is good for one use");
    }
    if (isTakenOver()) {
      return new CopyAnswer.Done();
    }
    try {
      takeOver.begin();
      save(boundParts(), TakeOver.after(boundParts().state()));
    } catch (IOException e) {
      return new CopyAnswer.NotReady("the take-over cannot be kept: " + e.getMessage());
    }
    return new CopyAnswer.Done();
  }

  private CopyAnswer ownEpoch(CopyState known) {
    return wrong(EPOCH_AT, "the copy was taken over, pair epoch " + known.epoch());
  }

  /** Why a host's write is refused; null when it is not. */
  @Nullable VolumeFailure hostsRefused() {
    if (!isTakenOver()) {
      return new VolumeFailure.Protected(
          "copy " + directory.name() + " is written by its main centre only");
    }
    return takeOver.failure().map(VolumeFailure.Protected::new).orElse(null);
  }

  private int changedRegions() {
    HostChanges changes = takeOver.changes();
    return changes == null ? 0 : changes.count();
  }

  static CopyAnswer page(byte[] bytes) {
    return new CopyAnswer.Data(ByteBuffer.wrap(bytes));
  }

  /** REPORT TAKE OVER; only an operator is told the token. */
  CopyAnswer readTakeOver(boolean disaster, boolean operator) {
    TakeOverStatus all = takeOverStatus(disaster);
    return page((operator ? all : all.withoutToken()).encode());
  }

  TakeOverStatus takeOverStatus(boolean disaster) {
    return new TakeOverStatus(
        isTakenOver(),
        disaster,
        changedRegions(),
        state == null ? 0 : state.epoch(),
        takeOver.token());
  }

  /** Why a change is refused when there is no better reason. */
  VolumeFailure protectedFailure() {
    return new VolumeFailure.Protected(
        fault.map(Fault::text).orElse("copy " + directory.name() + " is not bound"));
  }

  static CopyAnswer answer(VolumeFailure failure) {
    return switch (failure) {
      case VolumeFailure.OutOfSpace full -> new CopyAnswer.Busy(full.message());
      case VolumeFailure.Away away -> new CopyAnswer.Busy(away.message());
      case VolumeFailure.ReadFailed f -> new CopyAnswer.NotReady(f.message());
      case VolumeFailure.WriteFailed f -> new CopyAnswer.NotReady(f.message());
      case VolumeFailure.Protected f -> new CopyAnswer.NotReady(f.message());
    };
  }

  private Optional<CopyAnswer> unusable() {
    if (fault.isPresent()) {
      return Optional.of(new CopyAnswer.NotReady(fault.get().text()));
    }
    return parts == null
        ? Optional.of(new CopyAnswer.OutOfSequence("copy " + directory.name() + " is not bound"))
        : Optional.empty();
  }

  /** The answer to a command that needs a sound, bound copy, where there is none. */
  CopyAnswer whyUnusable() {
    return unusable().orElseGet(() -> new CopyAnswer.NotReady("the copy is not ready"));
  }

  CopyAnswer bind(BindCopy list) {
    if (fault.isPresent()) {
      return new CopyAnswer.NotReady(fault.get().text());
    }
    try {
      return parts == null ? bindFirst(list) : bindAgain(parts, list);
    } catch (IOException e) {
      return new CopyAnswer.NotReady("binding failed: " + e.getMessage());
    }
  }

  private CopyAnswer bindFirst(BindCopy list) throws IOException {
    if (list.blockLength() != directory.blockLength()) {
      return wrong(LENGTH_OR_GENERATION_AT, "the volume has other blocks");
    }
    if (list.blockCount() > directory.blockCount()) {
      return wrong(COUNT_OR_KEY_AT, "the volume is too small");
    }
    CopyParts made = directory.create(new CopyState(list, list.pairEpoch(), Optional.empty()));
    parts = made;
    state = made.state();
    answers = made.answers();
    return new CopyAnswer.Done();
  }

  private CopyAnswer bindAgain(CopyParts bound, BindCopy list) throws IOException {
    BindCopy known = bound.state().binding();
    CopyAnswer mismatch =
        mismatch(known, list.direction() == known.direction(), list.groupId(), list.volumeId());
    if (mismatch != null) {
      return mismatch;
    }
    if (isTakenOver()) {
      return ownEpoch(bound.state());
    }
    if (list.blockLength() != known.blockLength()) {
      return wrong(LENGTH_OR_GENERATION_AT, "the copy is bound with other blocks");
    }
    if (list.pairEpoch() < bound.state().epoch()) {
      return wrong(EPOCH_AT, "the pair epoch is older than " + bound.state().epoch());
    }
    if (list.blockCount() > directory.blockCount()) {
      return wrong(COUNT_OR_KEY_AT, "the volume is too small");
    }
    if (!list.equals(known)) {
      save(bound, new CopyState(list, list.pairEpoch(), bound.state().nexus()));
    }
    return new CopyAnswer.Done();
  }

  private void save(CopyParts bound, CopyState changed) throws IOException {
    directory.save(changed);
    parts = bound.with(changed);
    state = changed;
  }

  private static @Nullable CopyAnswer mismatch(
      BindCopy known, boolean sameDirection, UUID group, UUID volume) {
    if (!sameDirection) {
      return wrong(DIRECTION_AT, "the copy is bound the other way");
    }
    if (!group.equals(known.groupId())) {
      return wrong(GROUP_AT, "the copy is bound to another group");
    }
    return volume.equals(known.volumeId())
        ? null
        : wrong(VOLUME_AT, "the copy is bound to another volume");
  }

  private static CopyAnswer wrong(int offset, String why) {
    return new CopyAnswer.WrongField(offset, why);
  }

  CopyAnswer storeKey(ByteBuffer record) {
    byte[] bytes = new byte[record.remaining()];
    record.get(bytes);
    Optional<CopyAnswer> unusable = unusable();
    if (unusable.isPresent()) {
      return unusable.get();
    }
    try {
      return boundParts().keys().store(bytes, boundParts().state().binding());
    } catch (IOException e) {
      return new CopyAnswer.NotReady("the key record can not be stored: " + e.getMessage());
    }
  }

  /** Checks and remembers durably who opens the nexus. */
  Admission admit(OpenNexus list) {
    Optional<CopyAnswer> unusable = unusable();
    if (unusable.isPresent()) {
      return new Admission.Refused(unusable.get());
    }
    CopyState known = boundParts().state();
    CopyAnswer mismatch =
        mismatch(
            known.binding(),
            list.direction() == known.binding().direction(),
            list.groupId(),
            list.volumeId());
    if (mismatch == null && isTakenOver()) {
      mismatch = ownEpoch(known);
    }
    if (mismatch == null && list.isSealedLink()) {
      mismatch = wrong(LINK_KIND_AT, "records do not cross to this copy");
    }
    if (mismatch == null && list.pairEpoch() < known.epoch()) {
      mismatch = wrong(EPOCH_AT, "the pair epoch is older than " + known.epoch());
    }
    Optional<StoredKey> key = boundParts().keys().ofKeyId(list.keyId());
    Optional<SealSuite> suite = key.flatMap(k -> suiteOf(k));
    if (mismatch == null && suite.isEmpty()) {
      mismatch = wrong(COUNT_OR_KEY_AT, "no usable key record of key id " + list.keyId());
    }
    if (mismatch == null && key.orElseThrow().description().generation() != list.generation()) {
      mismatch = wrong(LENGTH_OR_GENERATION_AT, "the key record has another generation");
    }
    if (mismatch != null) {
      return new Admission.Refused(mismatch);
    }
    try {
      Optional<OpenNexus> opened = Optional.of(list.withoutLink());
      save(boundParts(), new CopyState(known.binding(), list.pairEpoch(), opened));
    } catch (IOException e) {
      return new Admission.Refused(new CopyAnswer.NotReady("saving failed: " + e.getMessage()));
    }
    return new Admission.Admitted(suite.orElseThrow());
  }

  /** A suite that keeps the length: nothing else can cross as the data of a WRITE. */
  private static Optional<SealSuite> suiteOf(StoredKey key) {
    return Optional.ofNullable(SealSuite.ofCode(key.description().suite()))
        .filter(suite -> suite != SealSuite.NONE && !suite.isAuthenticated());
  }

  /** READ TABLE; works with a fault too, as far as the table can be read. */
  CopyAnswer readTable(CopyEvent.ReadTable read) {
    TableAnswers from = answers;
    if (from == null) {
      return unusable().orElseThrow();
    }
    try {
      return new CopyAnswer.Data(from.table(read).bytes());
    } catch (IOException e) {
      fault(new Fault(FaultCode.DAMAGED_TABLE, String.valueOf(e.getMessage())));
      return new CopyAnswer.NotReady(String.valueOf(e.getMessage()));
    }
  }

  CopyAnswer readKeys(CopyEvent.ReadKeys read) {
    TableAnswers from = answers;
    if (from == null) {
      return unusable().orElseThrow();
    }
    return new CopyAnswer.Data(from.keys(read.first(), read.allocationLength()));
  }

  /** The status page as a value. */
  CopyStatus status(boolean nexusOpen, long durableArrival) {
    CopyParts bound = parts;
    return new CopyStatus(
        directory.blockLength(),
        directory.blockCount(),
        bound == null ? 0 : bound.table().ciphertextBlocks(),
        bound == null ? 0 : bound.table().handedOutBlocks(),
        Optional.ofNullable(state).map(s -> binding(s, nexusOpen, durableArrival)),
        fault);
  }

  private CopyStatus.Binding binding(CopyState s, boolean nexusOpen, long durableArrival) {
    return new CopyStatus.Binding(
        s.binding().groupId(),
        s.binding().volumeId(),
        s.binding().direction(),
        s.epoch(),
        nexusOpen,
        s.nexus().map(OpenNexus::generation).orElse(0),
        s.nexus().map(OpenNexus::keyId).orElse(RecordHeader.NO_KEY),
        durableArrival,
        parts == null ? 0 : parts.image().arrival(),
        0,
        isTakenOver());
  }
}
