package io.sealcopy.target.remote;

import io.sealcopy.protocol.record.RecordHeader;
import io.sealcopy.protocol.record.SealSuite;
import io.sealcopy.protocol.vendor.BindCopy;
import io.sealcopy.protocol.vendor.CopyStatus;
import io.sealcopy.protocol.vendor.CopyStatus.Fault;
import io.sealcopy.protocol.vendor.CopyStatus.FaultCode;
import io.sealcopy.storage.table.Checkpoint;
import io.sealcopy.storage.volume.Completion;
import io.sealcopy.storage.volume.VolumeFailure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One sealed copy: everything that happens to it is one event after the other. Without thread,
 * clock, network or randomness of its own; files and the requests to sync come from outside.
 *
 * <p>A change is journalled, made durable, applied, and only then acknowledged: what was
 * acknowledged can be read at once. {@link #settle} is called after each batch of events.
 */
public final class SealedCopyCore {
  private final CopyDirectory directory;
  private final CopyPorts ports;
  private final CopyDesk desk;
  private final RangeOwners owners = new RangeOwners();
  private final Deque<CopyEvent> waiting = new ArrayDeque<>();
  private final PendingQueue pending = new PendingQueue();
  private final Applier applier = new Applier(pending, owners);
  private final DigestDesk digests;
  private final HeldAnswers afterSync = new HeldAnswers();
  private final Disaster disaster;
  private final Checkpoints checkpoints;
  private @Nullable OpenedNexus nexus;
  private long openings;
  private long appended;
  private long synced;
  private boolean syncing;
  private @Nullable Runnable shutdown;
  private boolean stopping;

  /** Takes over a copy that was just opened. */
  public SealedCopyCore(CopyDirectory directory, CopyOpening opening, CopyPorts ports) {
    this.directory = directory;
    this.ports = ports;
    this.desk = new CopyDesk(directory, opening);
    this.digests = new DigestDesk(directory, pending, ports);
    this.checkpoints = new Checkpoints(ports, directory.blocks());
    this.disaster = new Disaster(ports.patienceAfterDisaster());
    adoptParts();
  }

  private void adoptParts() {
    CopyParts parts = desk.parts();
    if (parts != null) {
      appended = parts.journal().nextSequence() - 1;
      synced = appended;
    }
  }

  /** One event. Only broken invariants throw. */
  public void apply(CopyEvent event) {
    switch (event) {
      case CopyEvent.Bind(BindCopy list, var listener) -> bind(list, listener);
      case CopyEvent.StoreKey(ByteBuffer record, var listener) ->
          listener.answered(desk.storeKey(record));
      case CopyEvent.OpenNexus open -> open(open);
      case CopyEvent.CloseNexus(long id, var listener) -> {
        closeNexus(id);
        listener.answered(new CopyAnswer.Done());
      }
      case CopyEvent.NexusEnded(long id) -> nexusEnded(id);
      case CopyEvent.ReplicationWrite _, CopyEvent.DecryptorWrite _, CopyEvent.HostWrite _ ->
          inOrder(event);
      case CopyEvent.ReadTable read when read.clear() -> inOrder(read);
      case CopyEvent.ReadTable read -> read.listener().answered(desk.readTable(read));
      case CopyEvent.ReadKeys read -> read.listener().answered(desk.readKeys(read));
      case CopyEvent.ReadDigests read -> digests.ask(read, soundParts(), desk.whyUnusable());
      case CopyEvent.DigestsRead(var result) -> digests.read(result);
      case CopyEvent.ReadStatus(var l) -> l.answered(CopyDesk.page(status().encode()));
      case CopyEvent.ReadTakeOver(boolean operator, var listener) ->
          listener.answered(desk.readTakeOver(disaster.noted(), operator));
      case CopyEvent.TakeOverCopy(long token, var listener) -> takeOver(token, listener);
      case CopyEvent.NoteDisaster(var listener) -> {
        disaster.note();
        listener.answered(new CopyAnswer.Done());
      }
      case CopyEvent.Synced(long sequence) -> {
        syncing = false;
        synced = sequence;
        afterSync.synced(synced);
      }
      case CopyEvent.CheckpointDone(Checkpoint checkpoint) -> {
        checkpoints.ended();
        desk.boundParts().table().finish(checkpoint);
      }
      case CopyEvent.StorageFailed(String message) -> {
        syncing = false;
        checkpoints.ended();
        fault(FaultCode.STORAGE_FAILED, message);
      }
      case CopyEvent.Tick _ -> {
        applier.tryAgain();
        if (disaster.tick(nexus != null)) {
          takeOver(TakeOver.UNASKED, _ -> {});
        }
      }
      case CopyEvent.Shutdown(Runnable whenDone) -> {
        shutdown = whenDone;
        stopping = true;
        nexus = null;
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

  private @Nullable CopyParts soundParts() {
    return desk.fault().isEmpty() ? desk.parts() : null;
  }

  private void journalBatch() {
    CopyParts parts = soundParts();
    if (parts == null || syncing || appended <= synced) {
      return;
    }
    try {
      desk.takeOver().persist(); // What hosts change is marked before it may be acknowledged.
    } catch (IOException e) {
      fault(FaultCode.STORAGE_FAILED, "what hosts change cannot be marked: " + e.getMessage());
      return;
    }
    syncing = true;
    long bytes = parts.journal().batchBytes();
    ports.journal(CopyJobs.flush(parts.journal(), parts.journal().takeBatch()), bytes);
  }

  /** The nexus ends; its records that are on their way become durable first. */
  private void takeOver(long token, CopyAnswer.Listener listener) {
    CopyAnswer answer = desk.takeOver(token);
    if (answer instanceof CopyAnswer.Done) {
      disaster.over();
      ports.takenOver();
      nexus = null;
      drain();
    }
    afterSync.answer(listener, answer, appended, synced);
  }

  private void checkpointIfDue() {
    CopyParts parts = soundParts();
    if (parts == null) {
      return;
    }
    checkpoints.beginIfDue(parts, shutdown != null && pending.isEmpty(), applier.journalEnd());
  }

  private void bind(BindCopy list, CopyAnswer.Listener listener) {
    boolean before = desk.parts() != null;
    CopyAnswer answer = desk.bind(list);
    if (!before) {
      adoptParts();
    }
    listener.answered(answer);
  }

  /** An earlier nexus is ended first; its records that are on their way become durable first. */
  private void open(CopyEvent.OpenNexus open) {
    switch (desk.admit(open.list())) {
      case CopyDesk.Admission.Refused(CopyAnswer answer) -> open.listener().answered(answer);
      case CopyDesk.Admission.Admitted(SealSuite suite) -> {
        long opening = ++openings;
        nexus = new OpenedNexus(open.nexus(), opening, open.list(), suite);
        drain();
        afterSync.answer(open.listener(), new CopyAnswer.Opened(opening), appended, synced);
      }
    }
  }

  private void closeNexus(long id) {
    if (nexus != null && nexus.nexus() == id) {
      nexus = null;
      drain();
    }
  }

  private void nexusEnded(long id) {
    closeNexus(id);
    owners.drop(id);
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
  }

  /** False when the event has to wait: for room in the journal, or for what is on its way. */
  private boolean tryNow(CopyEvent event) {
    CopyParts parts = desk.parts();
    VolumeFailure refusal = Refusals.of(event, desk, stopping, nexus, applier.stalled());
    if (parts == null || refusal != null) {
      nexus = OpenedNexus.afterRefusal(nexus, event);
      Refusals.tell(event, refusal == null ? desk.protectedFailure() : refusal);
      return true;
    }
    try {
      return switch (event) {
        case CopyEvent.ReplicationWrite write -> append(parts, write);
        case CopyEvent.DecryptorWrite write -> append(parts, write);
        case CopyEvent.HostWrite write -> append(parts, write);
        case CopyEvent.ReadTable read -> handOut(parts, read);
        default -> throw new IllegalStateException("not an ordered event: " + event);
      };
    } catch (IOException e) {
      fault(FaultCode.STORAGE_FAILED, String.valueOf(e.getMessage()));
      Refusals.tell(event, desk.protectedFailure());
      return true;
    }
  }

  private boolean append(CopyParts parts, CopyEvent.ReplicationWrite write) throws IOException {
    OpenedNexus open = nexus;
    if (open == null) {
      throw new IllegalStateException("write without nexus passed its check");
    }
    return append(
        parts,
        CopyRecords.sealed(open, directory.blockLength(), appended + 1, write),
        write.data(),
        write.completion()::done);
  }

  private boolean append(CopyParts parts, CopyEvent.DecryptorWrite write) throws IOException {
    int blocks = write.data().length() / directory.blockLength();
    boolean his = owners.owns(write.nexus(), write.lba(), write.lba() + blocks);
    if (!his
        || pending.replaces(write.lba(), blocks)
        || !parts.table().allHandedOut(write.lba(), blocks)) {
      Refusals.tell(
          write,
          new VolumeFailure.Protected("not all of these blocks are handed out to this nexus"));
      return true;
    }
    return appendPlain(parts, write.lba(), write.data(), write.completion());
  }

  /** A host's write: whatever the blocks were, they are plaintext now, and no decryptor's. */
  private boolean append(CopyParts parts, CopyEvent.HostWrite write) throws IOException {
    desk.takeOver().mark(write.lba(), write.data().length() / directory.blockLength());
    return appendPlain(parts, write.lba(), write.data(), write.completion());
  }

  private boolean appendPlain(CopyParts parts, long lba, BlockBuffer data, Completion completion)
      throws IOException {
    RecordHeader header =
        CopyRecords.plain(parts.state(), directory.blockLength(), appended + 1, lba, data.length());
    return append(parts, header, data, completion::done);
  }

  /** The lock of READ AND CLEAR: everything on its way is applied first, later changes wait. */
  private boolean handOut(CopyParts parts, CopyEvent.ReadTable read) throws IOException {
    if (!pending.isEmpty()) {
      return false;
    }
    TableAnswers.Answer answer = parts.answers().table(read);
    CopyAnswer data = new CopyAnswer.Data(answer.bytes());
    if (!answer.ciphertext()) {
      if (answer.start() < answer.end()) {
        owners.set(answer.start(), answer.end(), read.nexus());
      }
      read.listener().answered(data);
      return true;
    }
    RecordHeader header =
        CopyRecords.handedOut(
            parts.state(), directory.blockLength(), appended + 1, answer.start(), answer.end());
    boolean done =
        append(
            parts,
            header,
            null,
            failure -> read.listener().answered(failure == null ? data : CopyDesk.answer(failure)));
    if (done) {
      pending.last().handedTo = read.nexus();
    }
    return done;
  }

  private boolean append(
      CopyParts parts, RecordHeader header, @Nullable BlockBuffer data, PendingRecord.End end) {
    long journalEnd = parts.journal().endAfter(header);
    if (journalEnd < 0) {
      checkpoints.want(true);
      return false;
    }
    appended = header.sequence();
    PendingRecord record = new PendingRecord(header, journalEnd, data, end);
    parts.journal().add(record);
    pending.add(record);
    return true;
  }

  private void applyPending() {
    CopyParts parts = soundParts();
    if (parts == null) {
      return;
    }
    Applier.Progress progress = applier.apply(parts.image(), synced);
    checkpoints.want(progress.wantsCheckpoint());
    progress.fault().ifPresent(fault -> fault(fault.code(), fault.text()));
  }

  private long durableArrival() {
    CopyParts parts = desk.parts();
    return pending.arrivals(synced) + (parts == null ? 0 : parts.image().arrival());
  }

  /** From here on the copy takes no changes; what is durable is applied at the next start. */
  private void fault(FaultCode code, String message) {
    desk.fault(new Fault(code, message));
    nexus = null;
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
    CopyParts parts = soundParts();
    return parts == null || syncing || shutdown != null || applier.isDue(synced)
        ? 0
        : parts.journal().batchBytes();
  }

  private CopyStatus status() {
    return desk.status(nexus != null, durableArrival());
  }

  /** Numbers for metrics and the status API. */
  public CopyStatistics statistics() {
    CopyParts parts = desk.parts();
    return new CopyStatistics(
        status(),
        pending.size(),
        waiting.size(),
        parts == null ? 0 : parts.journal().fill(),
        Optional.ofNullable(applier.stalled()),
        desk.takeOverStatus(disaster.noted()));
  }

  CopyParts boundParts() {
    return desk.boundParts();
  }

  /** Gives the files back; nothing may be under way. */
  public void close() throws IOException {
    CopyParts parts = desk.parts();
    if (parts != null) {
      parts.close();
    }
    desk.takeOver().close();
  }
}
