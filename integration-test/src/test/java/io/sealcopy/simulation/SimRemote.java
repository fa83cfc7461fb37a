package io.sealcopy.simulation;

import io.sealcopy.protocol.record.RecordHeader;
import io.sealcopy.protocol.vendor.BindCopy;
import io.sealcopy.protocol.vendor.Decoded;
import io.sealcopy.protocol.vendor.TableAnswer;
import io.sealcopy.protocol.vendor.TakeOverStatus;
import io.sealcopy.storage.file.StorageDirectory;
import io.sealcopy.storage.sim.SimDisk;
import io.sealcopy.storage.sim.WatchedDirectory;
import io.sealcopy.storage.volume.Completion;
import io.sealcopy.target.remote.BlockBuffer;
import io.sealcopy.target.remote.CopyAnswer;
import io.sealcopy.target.remote.CopyEvent;
import io.sealcopy.target.remote.CopyMember;
import io.sealcopy.target.remote.CopyPorts;
import io.sealcopy.target.remote.CopyStore;
import io.sealcopy.target.remote.GroupCopyCore;
import io.sealcopy.target.remote.GroupFiles;
import io.sealcopy.target.remote.GroupOpening;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The remote centre: a group of sealed copies on a machine of its own, and the sessions with it.
 */
final class SimRemote {
  private static final long JOURNAL_BYTES = 1 << 20;

  private final Shape shape;
  private final RandomGenerator random;
  private final Trace trace;
  private final SimDisk disk;
  private final PlantedBug bug;
  private final List<SimSession> sessions = new ArrayList<>();
  private final List<CopyPorts.Job> jobs = new ArrayList<>();
  private final Deque<CopyEvent> inbox = new ArrayDeque<>();
  private final UnderWay underWay = new UnderWay();
  private final SimRecords records;
  private final BitSet full = new BitSet();

  private @Nullable SimCopies copies;
  private @Nullable CopyStore store;
  private @Nullable GroupCopyCore core;
  private boolean inJob;
  private long nextNexus = 1;
  private final boolean forgetsTakeOver;
  private byte @Nullable [] beforeTakeOver;
  private long events;

  SimRemote(Shape shape, SimDisk disk, RandomGenerator random, Trace trace, PlantedBug bug) {
    this.shape = shape;
    this.random = random;
    this.trace = trace;
    this.disk = disk;
    this.forgetsTakeOver = bug == PlantedBug.REMOTE_FORGETS_THE_TAKE_OVER;
    this.bug = bug;
    this.records = new SimRecords(trace, bug);
  }

  /** Binds the copies and stores their key record: what {@code pair create} does first. */
  void create() throws IOException {
    boot();
    core = new GroupCopyCore(store().create(shape.group()), jobs::add);
    for (SimMember member : shape.members()) {
      BindCopy list = SimBinding.of(shape, member);
      take(new CopyEvent.Bind(member(member.index()), list, SimRemote::mustSucceed));
    }
    if (shape.options().seal()) {
      take(
          new CopyEvent.StoreKey(
              ByteBuffer.wrap(SimBinding.keyRecord(shape)), SimRemote::mustSucceed));
    }
  }

  private static void mustSucceed(CopyAnswer answer) {
    RuleBroken.unless(answer instanceof CopyAnswer.Done, "the copy cannot be made: " + answer);
  }

  boolean isUp() {
    return core != null;
  }

  SimDisk disk() {
    return disk;
  }

  long events() {
    return events;
  }

  void boot() throws IOException {
    jobs.clear();
    WatchedDirectory state = new WatchedDirectory(disk.root(), this::maySync);
    SimCopies fresh = new SimCopies(shape, disk.root(), state, full, bug);
    CopyStore opened =
        new CopyStore(state, fresh.members(), new GroupFiles(JOURNAL_BYTES, random::nextLong));
    copies = fresh;
    store = opened;
    if (beforeTakeOver != null) {
      group().replace("group", beforeTakeOver);
    }
    for (GroupOpening opening : opened.open()) {
      if (opening.fault().isPresent()) {
        throw new DamageNoticed("the copies are damaged: " + opening.fault().get());
      }
      started(opening);
    }
  }

  private void started(GroupOpening opening) {
    trace.note("remote starts,", opening.replayed(), "records applied again");
    trace.meet(opening.replayed() > 0 ? "remote replays" : "remote starts");
    copies().allWritten();
    core = new GroupCopyCore(opening, jobs::add);
  }

  private boolean maySync(String file) {
    if (inJob) {
      // Another thread waits for the disk here: the core goes on meanwhile.
      for (int i = random.nextInt(4); i > 0 && !inbox.isEmpty(); i--) {
        take(inbox.removeFirst());
      }
    }
    return switch (bug) {
      case REMOTE_ACKNOWLEDGES_BEFORE_DURABLE -> !(inJob && file.equals("journal"));
      case TABLE_NOT_DURABLE -> !(isUp() && file.equals("table"));
      default -> true;
    };
  }

  private void take(CopyEvent event) {
    GroupCopyCore running = core();
    events++;
    running.apply(event);
    running.settle();
  }

  private SimCopies copies() {
    return Objects.requireNonNull(copies, "the remote is down");
  }

  CopyMember member(int index) {
    return copies().member(index);
  }

  private CopyStore store() {
    return Objects.requireNonNull(store, "the remote is down");
  }

  GroupCopyCore core() {
    return Objects.requireNonNull(core, "the remote is down");
  }

  /** Takes a batch of what has come: whether there was anything. */
  boolean step() {
    if (inbox.isEmpty()) {
      return false;
    }
    GroupCopyCore running = core();
    for (int i = random.nextInt(5); i >= 0 && !inbox.isEmpty(); i--) {
      events++;
      running.apply(inbox.removeFirst());
    }
    running.settle();
    return true;
  }

  /** One background job ends: whether there was one. */
  boolean jobStep() {
    if (jobs.isEmpty()) {
      return false;
    }
    inJob = true;
    try {
      inbox.add(jobs.remove(random.nextInt(jobs.size())).run());
    } finally {
      inJob = false;
    }
    return true;
  }

  void tick() {
    take(new CopyEvent.Tick());
  }

  /** Dies. With {@code power}, what was not synced may be lost. */
  void crash(boolean power) {
    trace.note("remote dies:", power ? "power cut" : "killed");
    forget();
    if (power) {
      disk.crash();
    } else {
      disk.kill();
    }
  }

  private void forget() {
    core = null;
    copies = null;
    store = null;
    jobs.clear();
    inbox.clear();
    underWay.clear();
    records.forget();
    sessions.forEach(SimSession::remoteDied);
  }

  /** Stops in order: everything is in a checkpoint then. */
  void stop() throws IOException {
    boolean[] done = new boolean[1];
    BitSet wasFull = (BitSet) full.clone();
    full.clear();
    take(new CopyEvent.Tick());
    take(new CopyEvent.Shutdown(() -> done[0] = true));
    for (int i = 0; !done[0]; i++) {
      RuleBroken.unless(i < 10_000, "the remote does not stop");
      if (!step() && !jobStep()) {
        tick();
      }
    }
    full.or(wasFull);
    core().close();
    trace.note("remote stops in order");
    forget();
    disk.kill();
  }

  boolean isQuiet() {
    return inbox.isEmpty() && jobs.isEmpty() && sessions.stream().allMatch(SimSession::isQuiet);
  }

  /** One of the volumes or all have no room any more. */
  void setFull(boolean value) {
    full.clear();
    if (value) {
      int all = shape.members().size();
      full.set(random.nextBoolean() ? 0 : random.nextInt(all), all);
    }
  }

  /**
   * A new connection.
   *
   * @param lost run when the client learns that the remote has died
   */
  SimSession connect(Runnable lost) {
    long nexus = nextNexus++;
    SimSession session =
        new SimSession(
            nexus,
            random,
            () -> {
              if (core != null) {
                inbox.add(new CopyEvent.NexusEnded(nexus));
              }
            },
            lost);
    sessions.removeIf(SimSession::isOver);
    sessions.add(session);
    return session;
  }

  /** Lets something arrive on one of the connections, at its remote end or at its client. */
  void network() {
    if (sessions.isEmpty()) {
      return;
    }
    SimSession session = sessions.get(random.nextInt(sessions.size()));
    boolean there = random.nextBoolean();
    for (int i = random.nextInt(6); i >= 0; i--) {
      boolean arrived = there ? isUp() && session.arriveAtRemote() : session.arriveAtClient();
      if (!arrived) {
        return;
      }
    }
  }

  /** An operator takes the copy over, or the earlier image that is kept of it. */
  void takeOver(boolean image) throws IOException {
    if (forgetsTakeOver) {
      beforeTakeOver = group().readAll("group");
    }
    inbox.add(
        image ? new CopyEvent.TakeOverImage(-1, _ -> {}) : new CopyEvent.TakeOverCopy(-1, _ -> {}));
  }

  private StorageDirectory group() throws IOException {
    return disk.root().directory("groups").directory(shape.group().toString());
  }

  TakeOverStatus takeOverStatus(int member) {
    return SimQuestions.takeOver(core(), member(member));
  }

  /** Whether anything has arrived that is not in place; a full volume keeps it after its answer. */
  boolean isReplicating() {
    return !underWay.isEmpty() || core().statistics().pending() > 0;
  }

  /** Whether what is durable in the receive journal waits for room in a volume. */
  boolean isStalled() {
    return underWay.hasFailed() && core().statistics().pending() > 0;
  }

  /** A WRITE of a host of this centre has arrived with all its data. */
  void hostWrite(int member, long lba, ByteBuffer data, Completion completion) {
    inbox.add(new CopyEvent.HostWrite(member(member), 0, lba, buffer(data), completion));
  }

  void post(CopyEvent event) {
    inbox.add(event);
  }

  /** A WRITE has arrived with all its data. */
  void write(SimSession over, SimMember member, long lba, ByteBuffer data, Completion completion) {
    UnderWay.Range range = arrived(member, lba, data.remaining() / member.blockLength());
    Completion told = underWay.told(range, completion);
    CopyMember copy = member(member.index());
    inbox.add(new CopyEvent.ReplicationWrite(copy, over.opening(), lba, buffer(data), told));
  }

  /** Zeros have arrived as they are. */
  void zeros(SimSession over, SimMember member, long lba, int blocks, Completion completion) {
    Completion told = underWay.told(arrived(member, lba, blocks), completion);
    CopyMember copy = member(member.index());
    inbox.add(new CopyEvent.ReplicationZeros(copy, over.opening(), lba, blocks, told));
  }

  private UnderWay.Range arrived(SimMember member, long lba, int blocks) {
    return underWay.add(member.first() + lba, blocks, 0);
  }

  /** A record has arrived with all its data: whether others before it are missing. */
  boolean record(
      SimSession session, SimMember member, ByteBuffer bytes, CopyAnswer.Listener listener) {
    RecordHeader header = records.header(bytes);
    long durable = core().statistics().durableArrival();
    boolean early = records.isEarly(header, session.opening(), durable);
    if (early && bug == PlantedBug.SEALED_ACKNOWLEDGES_WHAT_IS_ONLY_EARLY) {
      records.acknowledgedEarly(header);
      listener.answered(new CopyAnswer.Done());
    }
    UnderWay.Range range =
        underWay.add(member.first() + header.lba(), header.blocks(), header.sequence());
    CopyAnswer.Listener told = underWay.answered(range, listener);
    RecordHeader taken = records.taken(header, durable);
    BlockBuffer data = BlockBuffer.ofRecord(taken, SimRecords.data(header, bytes), _ -> {});
    inbox.add(
        new CopyEvent.RecordWrite(member(member.index()), session.opening(), taken, data, told));
    return early;
  }

  /** The sequence that the status tells as durable. */
  long told(long durable) {
    return records.told(durable);
  }

  /** Of all records that ever came. */
  SimRecords records() {
    return records;
  }

  static BlockBuffer buffer(ByteBuffer data) {
    return new BlockBuffer(data, _ -> {});
  }

  /** Whether a WRITE of the block has arrived that is not in place yet. */
  boolean hasUnderWay(int block) {
    return underWay.has(block);
  }

  SimBlocks blocks(int member) {
    return copies().blocks(member);
  }

  /** What the table of a member says now. */
  TableAnswer table(int member) {
    return SimQuestions.table(core(), member(member));
  }

  static <T> T value(Decoded<T> decoded) {
    return switch (decoded) {
      case Decoded.Valid<T>(T value) -> value;
      case Decoded.Malformed<T> malformed -> throw new RuleBroken(malformed.message());
    };
  }
}
