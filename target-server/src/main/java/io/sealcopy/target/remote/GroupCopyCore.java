package io.sealcopy.target.remote;

import io.sealcopy.protocol.record.SealSuite;
import io.sealcopy.protocol.vendor.CopyStatus.Fault;
import io.sealcopy.protocol.vendor.CopyStatus.FaultCode;
import io.sealcopy.storage.volume.VolumeFailure;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A consistency group of sealed copies: everything that happens to any of them is one event after
 * the other, in one journal. Without thread, clock, network or randomness of its own; files and the
 * requests to sync come from outside.
 *
 * <p>A change is journalled, made durable, applied, and only then acknowledged: what was
 * acknowledged can be read at once. {@link #settle} is called after each batch of events.
 */
public final class GroupCopyCore {

  private final CopyPorts ports;
  private final GroupDesk desk;
  private final GroupImage image;
  private final Deque<CopyEvent> waiting = new ArrayDeque<>();
  private final PendingQueue pending = new PendingQueue();
  private final Applier applier = new Applier(pending);
  private final CopyIntake intake;
  private final RecordIntake records;
  private final Set<Long> sessions = new HashSet<>();
  private final DigestDesk digests;
  private final ImageKeeping images;
  private final HeldAnswers afterSync = new HeldAnswers();
  private final Disaster disaster;
  private final Checkpoints checkpoints;
  private @Nullable OpenedNexus nexus;
  private long openings;
  private long synced;
  private boolean syncing;

  private @Nullable Runnable shutdown;
  private boolean stopping;

  /** Takes over a group that was just opened, or made. */
  public GroupCopyCore(GroupOpening opening, CopyPorts ports) {
    this.ports = ports;
    this.desk = new GroupDesk(opening);
    this.image = opening.image();
    this.images = new ImageKeeping(desk, image, opening.files());
    this.digests = new DigestDesk(pending, ports);
    this.checkpoints = new Checkpoints(ports, desk.members(), image);
    this.disaster = new Disaster(ports.patienceAfterDisaster());
    GroupParts parts = desk.parts();
    this.synced = parts == null ? 0 : parts.journal().next() - 1;
    this.intake = new CopyIntake(pending, synced);
    this.records = new RecordIntake(intake, image.arrival());
  }

  /** One event. Only broken invariants throw. */
  public void apply(CopyEvent event) {
    switch (event) {
      case CopyEvent.Bind(CopyMember member, var list, var listener) -> {
        listener.answered(desk.bind(member, list));
        endOlderNexus();
      }
      case CopyEvent.StoreKey(var record, var listener) -> listener.answered(desk.storeKey(record));
      case CopyEvent.OpenNexus open -> open(open);
      case CopyEvent.CloseNexus(CopyMember member, long id, var listener) -> {
        if (takesPart(member)) {
          closeNexus(id);
        }
        listener.answered(new CopyAnswer.Done());
      }
      case CopyEvent.NexusEnded(long id) -> nexusEnded(id);
      case CopyEvent.ReplicationWrite _,
          CopyEvent.ReplicationZeros _,
          CopyEvent.WriteLost _,
          CopyEvent.DecryptorWrite _,
          CopyEvent.HostWrite _,
          CopyEvent.KeepImage _,
          CopyEvent.TakeOverImage _ ->
          inOrder(event);
      case CopyEvent.RecordWrite write -> {
        VolumeFailure refusal = Refusals.of(write, desk, stopping, nexus, applier.stalled());
        GroupParts parts = waiting.isEmpty() ? soundParts() : null;
        records.offer(nexus, refusal, write, image.arrival(), parts);
      }
      case CopyEvent.ReadTable read when read.clear() -> inOrder(read);
      case CopyEvent.ReadTable read -> read.listener().answered(desk.readTable(read));
      case CopyEvent.ReadKeys read -> read.listener().answered(desk.readKeys(read));
      case CopyEvent.ReadDigests read -> digests.ask(read, soundParts() != null, desk.notReady());
      case CopyEvent.DigestsRead(var result) -> digests.read(result);
      case CopyEvent.ReadStatus(CopyMember member, var listener) ->
          listener.answered(member.statusPage(statistics()));
      case CopyEvent.ReadTakeOver(CopyMember member, boolean operator, var listener) ->
          listener.answered(member.takeOverPage(statistics(), operator));
      case CopyEvent.TakeOverCopy(long token, var listener) ->
          takeOver(desk.takeOver(token, false), listener);
      case CopyEvent.DropImage(var listener) -> listener.answered(images.drop());
      case CopyEvent.NoteDisaster(var listener) -> {
        disaster.note();
        listener.answered(new CopyAnswer.Done());
      }
      case CopyEvent.NoteImage(long id, long note, var listener) ->
          listener.answered(desk.noteImage(sessions.contains(id) ? openings : 0, note));
      case CopyEvent.Opening told ->
          told.listener().answered(desk.opening(told, sessions.contains(told.nexus())));
      case CopyEvent.Synced(long last) -> {
        syncing = false;
        synced = last;
        afterSync.synced(synced);
      }
      case CopyEvent.CheckpointDone(GroupCheckpoint checkpoint) -> checkpoints.ended(checkpoint);
      case CopyEvent.StorageFailed(String message) -> {
        syncing = false;
        checkpoints.failed();
        fault(FaultCode.STORAGE_FAILED, message);
      }
      case CopyEvent.Tick _ -> {
        applier.tryAgain();
        if (disaster.tick(nexus != null || desk.image().copying())) {
          takeOver(desk.takeOver(TakeOver.UNASKED, false), _ -> {});
        }
      }
      case CopyEvent.Shutdown(Runnable whenDone) -> {
        shutdown = whenDone;
        stopping = true;
        end();
      }
    }
  }

  /**
   * After a batch of events: has what was appended journalled, applies what has become durable
   * meanwhile, and asks for what is due.
   */
  public void settle() {
    journalBatch();
    applyPending();
    drain();
    journalBatch();
    checkpointIfDue();
    if (shutdown != null
        && !syncing
        && !checkpoints.underWay()
        && (pending.isEmpty() || applier.stalled() != null)) {
      shutdown.run();
      shutdown = null;
    }
  }

  private @Nullable GroupParts soundParts() {
    return desk.fault().isEmpty() ? desk.parts() : null;
  }

  private void journalBatch() {
    GroupParts parts = soundParts();
    if (parts == null || syncing || intake.last() <= synced) {
      return;
    }
    try {
      desk.persistChanges(); // What hosts change is marked before it may be acknowledged.
    } catch (IOException e) {
      fault(FaultCode.STORAGE_FAILED, "what hosts change cannot be marked: " + e.getMessage());
      return;
    }
    syncing = true;
    long bytes = parts.journal().batchBytes();
    ports.journal(CopyJobs.flush(parts.journal(), parts.journal().takeBatch()), bytes);
  }

  /** The nexus ends; its records that are on their way become durable first. */
  private void takeOver(CopyAnswer answer, CopyAnswer.Listener listener) {
    if (answer instanceof CopyAnswer.Done) {
      disaster.over();
      ports.takenOver(Set.copyOf(sessions));
      end();
      drain();
    }
    afterSync.answer(listener, answer, intake.last(), synced);
  }

  private void checkpointIfDue() {
    GroupParts parts = soundParts();
    if (parts != null) {
      checkpoints.want(intake.tookNoMore());
      boolean last = shutdown != null && pending.isEmpty();
      checkpoints.beginIfDue(parts.journal(), last, applier.journalEnd());
    }
  }

  /** Copies opened alike are in one nexus; any earlier one ends, its records become durable. */
  private void open(CopyEvent.OpenNexus open) {
    CopyAnswer gap = records.refusal(open.list());
    if (gap != null && soundParts() != null) {
      open.listener().answered(gap);
      return;
    }
    switch (desk.admit(open.member(), open.list(), sameNexus(open))) {
      case GroupDesk.Admission.Refused(CopyAnswer answer) -> open.listener().answered(answer);
      case GroupDesk.Admission.Joined _ -> {
        sessions.add(open.nexus());
        opened(open, openings);
      }
      case GroupDesk.Admission.Admitted(SealSuite suite) -> {
        nexus = new OpenedNexus(open.nexus(), ++openings, open.list(), suite);
        sessions.clear();
        sessions.add(open.nexus());
        image.follow(open.list());
        records.opened(open.list());
        drain();
        opened(open, openings);
      }
    }
  }

  private void end() {
    nexus = null;
    sessions.clear();
    records.drop(new CopyAnswer.Busy("the nexus has ended"));
  }

  private boolean sameNexus(CopyEvent.OpenNexus open) {
    boolean again = takesPart(open.member()) && open.list().link().isEmpty();
    return nexus != null && !again && nexus.takes(open.nexus(), open.list());
  }

  private void opened(CopyEvent.OpenNexus open, long opening) {
    open.member().opened(opening);
    afterSync.answer(open.listener(), new CopyAnswer.Opened(opening), intake.last(), synced);
  }

  private boolean takesPart(CopyMember member) {
    return nexus != null && nexus.opening() == member.opening();
  }

  /** Rule 6: what has an older pair epoch than the group's changes nothing any more. */
  private void endOlderNexus() {
    GroupParts parts = desk.parts();
    if (nexus != null && parts != null && nexus.list().pairEpoch() < parts.state().epoch()) {
      end();
      drain();
    }
  }

  private void closeNexus(long id) {
    if (sessions.remove(id) && sessions.isEmpty()) {
      end();
      drain();
    }
  }

  private void nexusEnded(long id) {
    closeNexus(id);
    desk.members().forEach(member -> member.owners().drop(id));
    pending.forget(id);
    Refusals.tellAndRemove(id, waiting);
    drain();
  }

  private void inOrder(CopyEvent event) {
    waiting.addLast(event);
    drain();
  }

  private void drain() {
    for (CopyEvent next = waiting.poll(); next != null; next = waiting.poll()) {
      if (!tryNow(next)) {
        waiting.addFirst(next);
        return;
      }
    }
    GroupParts parts = soundParts();
    if (parts != null) {
      records.append(parts);
    }
  }

  /** False when the event has to wait: for room in the journal, or for what is on its way. */
  private boolean tryNow(CopyEvent event) {
    GroupParts parts = soundParts();
    VolumeFailure refusal = Refusals.of(event, desk, stopping, nexus, applier.stalled());
    if (parts == null || refusal != null) {
      nexus = OpenedNexus.afterRefusal(nexus, event);
      Refusals.tell(event, refusal == null ? desk.protectedFailure() : refusal);
      return true;
    }
    try {
      return switch (event) {
        case CopyEvent.ReplicationWrite write -> intake.append(parts, openNexus(), write);
        case CopyEvent.ReplicationZeros zeros -> intake.append(parts, openNexus(), zeros);
        case CopyEvent.DecryptorWrite write -> intake.append(parts, write);
        case CopyEvent.HostWrite write -> intake.append(parts, write);
        case CopyEvent.ReadTable read -> intake.handOut(parts, read);
        case CopyEvent.KeepImage keep -> pending.isEmpty() && images.keep(keep);
        case CopyEvent.TakeOverImage take ->
            pending.isEmpty() && !checkpoints.underWay() && images.takeOver(take, this::takeOver);
        default -> throw new IllegalStateException("not an ordered event: " + event);
      };
    } catch (IOException e) {
      fault(FaultCode.STORAGE_FAILED, String.valueOf(e.getMessage()));
      Refusals.tell(event, desk.protectedFailure());
      return true;
    }
  }

  private OpenedNexus openNexus() {
    if (nexus == null) {
      throw new IllegalStateException("write without nexus passed its check");
    }
    return nexus;
  }

  private void applyPending() {
    if (soundParts() == null) {
      return;
    }
    Applier.Progress progress = applier.apply(image, synced);
    checkpoints.want(progress.wantsCheckpoint());
    records.answerAgain(image.arrival());
    progress.fault().ifPresent(fault -> fault(fault.code(), fault.text()));
  }

  /** From here on no member takes changes; what is durable is applied at the next start. */
  private void fault(FaultCode code, String message) {
    desk.fault(new Fault(code, message));
    end();
    pending.drop(desk.protectedFailure());
    digests.fault(message);
    afterSync.fail(new CopyAnswer.NotReady(message));
    drain();
  }

  /**
   * Bytes that {@link #settle} would have journalled now; 0 when it would not, or has something
   * else to do, too, that cannot wait for more to come.
   */
  public long bytesToJournal() {
    GroupParts parts = soundParts();
    return parts == null || syncing || shutdown != null || applier.isDue(synced)
        ? 0
        : parts.journal().batchBytes();
  }

  /** Lets others see what the members' tables hold now. */
  public void publish() {
    for (int i = 0; i < desk.members().size(); i++) {
      desk.members().get(i).publish();
    }
  }

  /** Numbers for status, metrics and the status API. */
  public GroupStatistics statistics() {
    GroupParts parts = desk.parts();
    return new GroupStatistics(
        desk.groupId(),
        desk.state(),
        desk.members().size(),
        nexus == null ? 0 : nexus.opening(),
        durableArrival(),
        image.arrival(),
        pending.size(),
        waiting.size() + records.held(),
        parts == null ? 0 : parts.journal().fill(),
        Optional.ofNullable(applier.stalled()),
        disaster.noted(),
        desk.token(),
        desk.image().said(),
        image.earlierStatus(),
        desk.fault());
  }

  private long durableArrival() {
    return image.followsSequences()
        ? records.durable(Math.max(image.arrival(), pending.sequence(image, synced)))
        : image.arrival() + pending.arrivals(image, synced);
  }

  /** Its members, in the order in which they were bound. */
  public List<CopyMember> members() {
    return List.copyOf(desk.members());
  }

  /** Gives the files back; nothing may be under way. */
  public void close() throws IOException {
    GroupParts parts = desk.parts();
    if (parts != null) {
      parts.close();
    }
    for (CopyMember member : desk.members()) {
      member.close();
    }
  }
}
