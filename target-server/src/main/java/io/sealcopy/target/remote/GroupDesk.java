package io.sealcopy.target.remote;

import io.sealcopy.protocol.record.SealSuite;
import io.sealcopy.protocol.vendor.BindCopy;
import io.sealcopy.protocol.vendor.CopyStatus.Fault;
import io.sealcopy.protocol.vendor.CopyStatus.FaultCode;
import io.sealcopy.protocol.vendor.OpenNexus;
import io.sealcopy.storage.volume.VolumeFailure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a group's copies are bound to and can tell: the commands that change no block. */
final class GroupDesk {
  /** Whether a nexus may be opened. */
  sealed interface Admission {
    record Admitted(SealSuite suite) implements Admission {}

    /** It belongs to the nexus that is open. */
    record Joined() implements Admission {}

    record Refused(CopyAnswer answer) implements Admission {}
  }

  /** Offsets in bind list and open list, for field pointers ({@code vendor-cdb.md}). */
  static final int DIRECTION_AT = 10;

  private static final int LINK_KIND_AT = 11;
  static final int LENGTH_OR_GENERATION_AT = 12;
  static final int GROUP_AT = 16;
  static final int VOLUME_AT = 32;
  static final int EPOCH_AT = 48;
  static final int COUNT_OR_KEY_AT = 56;
  private static final int FLAGS_AT = 72;

  private final UUID groupId;
  private final List<CopyMember> members;
  private final GroupImage image;
  private @Nullable GroupParts parts;
  private Optional<GroupState> state;
  private Optional<Fault> fault;
  private final GroupFiles files;
  private final TakeOver takeOver;
  private final ImageNotes notes;

  GroupDesk(GroupOpening opening) {
    this.groupId = opening.groupId();
    this.members = opening.members();
    this.image = opening.image();
    this.parts = opening.parts();
    this.state = Optional.ofNullable(opening.state());
    this.fault = opening.fault();
    this.files = opening.files();
    this.takeOver = new TakeOver(files.ringIds());
    this.notes = notes();
    if (isTakenOver()) {
      resumeTakeOver();
    }
  }

  UUID groupId() {
    return groupId;
  }

  /** Grows when a copy is bound. */
  List<CopyMember> members() {
    return members;
  }

  Optional<GroupState> state() {
    return state;
  }

  /** Null when nothing can be worked on. */
  @Nullable GroupParts parts() {
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

  /** Whether the copies are this centre's own by now (SSWS). */
  boolean isTakenOver() {
    return state.isPresent() && state.get().takenOver();
  }

  /** What the next TAKE OVER must name. */
  long token() {
    return takeOver.token();
  }

  private ImageNotes notes() {
    GroupParts group = parts;
    try {
      return new ImageNotes(group == null ? Optional.empty() : group.directory().note());
    } catch (IOException _) {
      return new ImageNotes(Optional.empty()); // As if nothing had been said.
    }
  }

  /** What its main centre said of the image. */
  ImageNotes image() {
    return notes;
  }

  /** NOTE IMAGE, see {@link ImageNotes#take}. */
  CopyAnswer noteImage(long opening, long argument) {
    GroupParts group = usable();
    return group == null ? notReady() : notes.take(group.directory(), opening, argument);
  }

  /** READ OPENING and NOTE OPENING, see {@link Openings#answer}. */
  CopyAnswer opening(CopyEvent.Opening event, boolean open) {
    GroupParts group = usable();
    return group == null ? notReady() : Openings.answer(group.directory(), event, open);
  }

  private void resumeTakeOver() {
    for (CopyMember member : members) {
      try {
        member.changes(member.directory().openChanges(files.ringIds().getAsLong()));
      } catch (IOException e) {
        String text = "what hosts have changed cannot be kept: " + e.getMessage();
        fault(new Fault(FaultCode.STORAGE_FAILED, "copy " + member.name() + ": " + text));
      }
    }
  }

  /**
   * TAKE OVER: durable when this returns. Commands of the nexus before may be on their way.
   *
   * @param toImage the earlier image is to be put back next, also after a crash
   */
  CopyAnswer takeOver(long token, boolean toImage) {
    GroupParts group = usable();
    if (group == null) {
      return notReady();
    }
    if (!takeOver.admits(token)) {
      return new CopyAnswer.WrongArgument(
          "the token is not the one that the copy's status shows; each is good for one use");
    }
    EarlierImage earlier = image.earlier();
    if (toImage && earlier == null) {
      return new CopyAnswer.NotReady("no earlier image is kept");
    }
    if (isTakenOver() && !toImage) {
      return new CopyAnswer.Done();
    }
    try {
      GroupState after = isTakenOver() ? group.state() : group.state().afterTakeOver();
      if (toImage && earlier != null) {
        earlier.puttingBackAt(after.epoch());
      }
      if (!isTakenOver()) {
        // Before the state says so: from then on no change of a host is forgotten.
        for (CopyMember member : members) {
          member.changes(member.directory().createChanges(files.ringIds().getAsLong()));
        }
        save(group, after);
      }
    } catch (IOException e) {
      return new CopyAnswer.NotReady("the take-over cannot be kept: " + e.getMessage());
    }
    return new CopyAnswer.Done();
  }

  /** Before anything that hosts have marked may be acknowledged. */
  void persistChanges() throws IOException {
    for (int i = 0; i < members.size(); i++) {
      members.get(i).persistChanges();
    }
  }

  /** Why a host's write is refused; null when it is not. */
  @Nullable VolumeFailure hostsRefused(CopyMember member) {
    return isTakenOver()
        ? null
        : new VolumeFailure.Protected(
            "copy " + member.name() + " is written by its main centre only");
  }

  static CopyAnswer ownEpoch(GroupState known) {
    return wrong(EPOCH_AT, "the copy was taken over, pair epoch " + known.epoch());
  }

  static CopyAnswer page(byte[] bytes) {
    return new CopyAnswer.Data(ByteBuffer.wrap(bytes));
  }

  /** Why a change is refused when there is no better reason. */
  VolumeFailure protectedFailure() {
    return new VolumeFailure.Protected(fault.map(Fault::text).orElse("no change is taken"));
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

  /** The answer to a command that needs a sound group, where there is none. */
  CopyAnswer notReady() {
    return new CopyAnswer.NotReady(fault.map(Fault::text).orElse("nothing can be worked on"));
  }

  private @Nullable GroupParts usable() {
    return fault.isEmpty() ? parts : null;
  }

  /** The first time: makes the copy a member, beginning with what comes from now on. */
  CopyAnswer bind(CopyMember member, BindCopy list) {
    GroupParts group = usable();
    if (group == null) {
      return notReady();
    }
    CopyAnswer wrong = BindRules.wrong(groupId, image, group.state(), member, list);
    if (wrong != null) {
      return wrong;
    }
    try {
      GroupState.Member bound = new GroupState.Member(member.name(), list);
      GroupState changed = group.state().with(bound);
      if (member.binding().isEmpty()) {
        member.directory().createTable(list, image.applied(), image.arrival());
        save(group, changed);
        member.directory().mark(groupId);
        member.bind(list);
        member.open(member.directory().openTable(), group.keys());
        members.add(member);
        image.loseEarlier("copy " + member.name() + " was bound later");
      } else if (!group.state().members().contains(bound)) {
        save(group, changed);
        member.bind(list);
      }
      return new CopyAnswer.Done();
    } catch (IOException e) {
      return new CopyAnswer.NotReady("binding failed: " + e.getMessage());
    }
  }

  private void save(GroupParts group, GroupState changed) throws IOException {
    group.directory().save(changed);
    parts = group.with(changed);
    state = Optional.of(changed);
  }

  static CopyAnswer wrong(int offset, String why) {
    return new CopyAnswer.WrongField(offset, why);
  }

  CopyAnswer storeKey(ByteBuffer record) {
    byte[] bytes = new byte[record.remaining()];
    record.get(bytes);
    GroupParts group = usable();
    if (group == null) {
      return notReady();
    }
    try {
      return group.keys().store(bytes, group.state().members().getFirst().binding());
    } catch (IOException e) {
      return new CopyAnswer.NotReady("the key record can not be stored: " + e.getMessage());
    }
  }

  /**
   * Checks and remembers durably who opens the nexus.
   *
   * @param sameNexus it is the one that is open already, now with another copy
   */
  Admission admit(CopyMember member, OpenNexus list, boolean sameNexus) {
    GroupParts group = usable();
    if (group == null) {
      return new Admission.Refused(notReady());
    }
    Optional<SealSuite> suite =
        list.isUnsealed()
            ? Optional.of(SealSuite.NONE)
            : group.keys().ofKeyId(list.keyId()).flatMap(GroupDesk::suiteOf);
    CopyAnswer mismatch = mismatch(member.boundTo(), list);
    if (mismatch == null && isTakenOver()) {
      mismatch = ownEpoch(group.state());
    }
    if (mismatch == null && changesKind(group.state(), list)) {
      mismatch = wrong(LINK_KIND_AT, "changes have come over a link of the other kind");
    }
    if (mismatch == null && changesSealing(group.state(), list)) {
      mismatch = wrong(FLAGS_AT, "the copy was begun " + (list.isUnsealed() ? "sealed" : "plain"));
    }
    if (mismatch == null && list.pairEpoch() < group.state().epoch()) {
      mismatch = wrong(EPOCH_AT, "the pair epoch is older than " + group.state().epoch());
    }
    if (mismatch == null && suite.isEmpty()) {
      mismatch = wrong(COUNT_OR_KEY_AT, "no usable key record of key id " + list.keyId());
    }
    if (mismatch == null && !hasGeneration(group.keys(), list)) {
      mismatch = wrong(LENGTH_OR_GENERATION_AT, "the key record has another generation");
    }
    if (mismatch != null) {
      return new Admission.Refused(mismatch);
    }
    try {
      member.differs().forget();
      if (sameNexus) {
        return new Admission.Joined();
      }
      save(group, group.state().opened(list));
    } catch (IOException e) {
      return new Admission.Refused(new CopyAnswer.NotReady("saving failed: " + e.getMessage()));
    }
    return new Admission.Admitted(suite.orElseThrow());
  }

  /** What has arrived is counted in one way or the other. */
  private boolean changesKind(GroupState group, OpenNexus list) {
    return image.applied() > 0
        && group.nexus().isPresent()
        && group.nexus().get().isSealedLink() != list.isSealedLink();
  }

  /** A pair seals from its first change to its last, or never. */
  private static boolean changesSealing(GroupState group, OpenNexus list) {
    return group.nexus().isPresent() && group.nexus().get().isUnsealed() != list.isUnsealed();
  }

  private static boolean hasGeneration(KeyShelf keys, OpenNexus list) {
    return list.isUnsealed()
        || keys.ofKeyId(list.keyId())
            .filter(key -> key.description().generation() == list.generation())
            .isPresent();
  }

  private static @Nullable CopyAnswer mismatch(BindCopy known, OpenNexus list) {
    if (list.direction() != known.direction()) {
      return wrong(DIRECTION_AT, "the copy is bound the other way");
    }
    if (!list.groupId().equals(known.groupId())) {
      return wrong(GROUP_AT, "the copy is bound to another group");
    }
    return list.volumeId().equals(known.volumeId())
        ? null
        : wrong(VOLUME_AT, "the copy is bound to another volume");
  }

  /** A suite that keeps the length: nothing else can cross as the data of a WRITE. */
  private static Optional<SealSuite> suiteOf(StoredKey key) {
    return Optional.ofNullable(SealSuite.ofCode(key.description().suite()))
        .filter(suite -> suite != SealSuite.NONE && !suite.isAuthenticated());
  }

  /** READ TABLE; works with a fault too, as far as the table can be read. */
  CopyAnswer readTable(CopyEvent.ReadTable read) {
    TableAnswers from = read.member().answers();
    if (from == null) {
      return notReady();
    }
    try {
      return new CopyAnswer.Data(from.table(read).bytes());
    } catch (IOException e) {
      String text = "copy " + read.member().name() + ": " + e.getMessage();
      fault(new Fault(FaultCode.DAMAGED_TABLE, text));
      return new CopyAnswer.NotReady(text);
    }
  }

  CopyAnswer readKeys(CopyEvent.ReadKeys read) {
    TableAnswers from = read.member().answers();
    return from == null
        ? notReady()
        : new CopyAnswer.Data(from.keys(read.first(), read.allocationLength()));
  }

  /** Of a member of a sound group. */
  static TableAnswers answersOf(CopyMember member) {
    TableAnswers answers = member.answers();
    if (answers == null) {
      throw new IllegalStateException("copy " + member.name() + " has no table");
    }
    return answers;
  }
}
