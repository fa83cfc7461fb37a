package io.sealcopy.replicator.pair;

import io.sealcopy.storage.volume.VolumeFailure;
import io.sealcopy.storage.volume.VolumeGeometry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * A pair of a few blocks on one thread for a scenario that a test tells step by step: host, main
 * centre, link and remote of the simulation, without its accidents.
 */
final class ScriptedPair implements GroupPorts {
  static final int BLOCKS = 96;
  static final int REGION_BLOCKS = 8;
  private static final int BLOCK = 512;
  private static final int CHUNK_BLOCKS = 2;
  private static final int QUIET_STEPS = 200;
  private static final int MOST_STEPS = 100_000;

  /** What a command or a host's change came to. */
  static final class Answer {
    boolean given;
    @Nullable CommandResult result;
    @Nullable VolumeFailure failure;

    boolean isDone() {
      return given && failure == null && !(result instanceof CommandResult.NotNow);
    }

    String refusal() {
      if (result instanceof CommandResult.NotNow(String message)) {
        return message;
      }
      return failure == null ? "" : failure.message();
    }
  }

  private final Random random = new Random(1);
  private final SimSteps steps = new SimSteps();
  private final GroupParameters parameters;
  private final SimHistory history = new SimHistory(BLOCKS, CHUNK_BLOCKS);
  private final SimVolume volume;
  private final GroupMembers members;
  private final SimJournal journal;
  private final SimRegionLog regions;
  final SimRemote remote;
  final SimLink link;
  private final ArrayDeque<GroupEvent> events = new ArrayDeque<>();
  private ShippingBase base = new ShippingBase(ShippingBase.ADOPT, 1);
  private @Nullable PairFault fault;
  private PairHold hold;
  private PairOptions options;
  private @Nullable SyncWork syncing;
  private GroupCore core;
  private long wall = 1_000_000_000;
  private long steady = 5_000;
  private long stamp;
  private boolean remoteAnswers = true;
  private @Nullable String journalFailure;

  /**
   * @param dirty everything is to be copied
   * @param journalBytes about 670 of them a change of one block
   */
  ScriptedPair(boolean dirty, PairHold hold, int journalBytes) throws IOException {
    this(dirty, hold, journalBytes, PairOptions.DEFAULT);
  }

  ScriptedPair(boolean dirty, PairHold hold, int journalBytes, PairOptions options)
      throws IOException {
    this.options = options;
    VolumeGeometry geometry = new VolumeGeometry(BLOCK, BLOCKS);
    this.parameters =
        new GroupParameters(
            "scripted",
            REGION_BLOCKS * BLOCK,
            CHUNK_BLOCKS * BLOCK,
            1 << 16,
            16 * BLOCK,
            1 << 16,
            8,
            1 << 14,
            4,
            2048,
            1,
            5,
            5,
            50,
            false);
    this.hold = hold;
    this.volume = new SimVolume(geometry, 0, random, steps, history, false);
    this.members =
        new GroupMembers(
            parameters, List.of(new GroupMember.Part("volume", volume, ScriptedPair::seal)));
    this.journal = new SimJournal(journalBytes, random, steps);
    this.regions = new SimRegionLog(members.regionCount(), steps);
    this.remote = new SimRemote(false, BLOCKS, BLOCK, random, this::answered);
    this.link = new SimLink(false, _ -> 0, remote, this::post);
    for (int region = 0; dirty && region < members.regionCount(); region++) {
      regions.setDirty(region, true);
    }
    regions.persist();
    this.core = start();
  }

  /** A pair in state PAIR with nothing pending. */
  static ScriptedPair paired() throws IOException {
    ScriptedPair pair = new ScriptedPair(true, PairHold.NONE, 20_000);
    pair.settle();
    return pair;
  }

  /** The same in mode sync; a host waits 100 ms at most. */
  static ScriptedPair sync(PairOptions.Fence fence) throws IOException {
    ScriptedPair pair =
        new ScriptedPair(
            true,
            PairHold.NONE,
            20_000,
            SimOptions.of(PairOptions.Mode.SYNC, fence, PairOptions.WhenFull.SUSPEND, 100));
    pair.settle();
    return pair;
  }

  private GroupCore start() throws IOException {
    return new GroupCore(
        parameters,
        members,
        journal,
        regions,
        new HostBuffers(1 << 16, 1 << 28),
        this,
        link,
        new Standing(base, fault, hold, options));
  }

  private static void seal(long lba, ByteBuffer plain, ByteBuffer sealed) {
    SimRemote.seal(BLOCK, lba, plain, sealed);
  }

  /** A host writes one block: its number is what the block holds from now on. */
  Answer write(int lba) {
    Answer answer = new Answer();
    HostBuffer data = new HostBuffers(0, 1 << 28).take(BLOCK);
    data.bytes().putLong(0, ++stamp);
    post(
        new HostChange(
            HostChange.Kind.WRITE,
            0,
            lba,
            1,
            false,
            data,
            failure -> {
              answer.given = true;
              answer.failure = failure;
            }));
    return answer;
  }

  /** An operator's command, given and answered, or not. */
  Answer command(
      java.util.function.Function<java.util.function.Consumer<CommandResult>, GroupEvent> command) {
    Answer answer = new Answer();
    post(
        command.apply(result -> {
          answer.given = true;
          answer.result = result;
        }));
    return answer;
  }

  Answer split() {
    return command(GroupEvent.Split::new);
  }

  Answer resync() {
    return command(GroupEvent.Resync::new);
  }

  Answer flush() {
    return command(GroupEvent.Flush::new);
  }

  Answer modify(PairOptions other) {
    options = other;
    return command(result -> new GroupEvent.Modify(other, result));
  }

  /** What the remote is not known to have, when everything said before is done. */
  Unshipped unshipped() throws IOException {
    List<Unshipped> told = new ArrayList<>();
    post(new GroupEvent.TellUnshipped(told::add));
    step();
    return told.getFirst();
  }

  /** The remote takes what comes, or leaves it where it is. */
  void remoteAnswers(boolean value) {
    remoteAnswers = value;
  }

  /** Everything goes on until nothing more happens. */
  void settle() throws IOException {
    int quiet = 0;
    for (int i = 0; quiet < QUIET_STEPS; i++) {
      if (i > MOST_STEPS) {
        throw new AssertionError("never comes to rest: " + status());
      }
      quiet = step() ? 0 : quiet + 1;
    }
  }

  /** So much time goes by. */
  void pass(long millis) throws IOException {
    for (long i = 0; i < millis; i++) {
      step();
    }
  }

  private boolean step() throws IOException {
    steady++;
    wall++;
    boolean more = !events.isEmpty();
    while (!events.isEmpty()) {
      core.apply(events.removeFirst());
    }
    more |= core.turn();
    more |= link.step();
    more |= remoteAnswers && remote.step();
    SyncWork work = syncing;
    if (work != null) {
      more = true;
      syncing = null;
      sync(work, work.base());
    }
    return more;
  }

  private void sync(SyncWork work, @Nullable ShippingBase proven) {
    if (work.journal() && journalFailure == null) {
      journal.sync();
    }
    if (work.volume()) {
      volume.flush(_ -> {});
    }
    if (proven != null) {
      storeBase(proven);
      journal.release(work.releaseTo());
    }
    post(new GroupEvent.Synced(work, work.journal() ? journalFailure : null, null));
  }

  /** The main centre is killed and starts again. */
  void kill() throws IOException {
    link.cut();
    syncing = null;
    volume.killed();
    events.clear();
    journal.crashed(false);
    regions.crashed();
    core = start();
  }

  /** The main centre is put back to what it was when the pair had just been made. */
  void restoreToItsBeginning() throws IOException {
    kill();
    journal.reset(1);
    for (int region = 0; region < members.regionCount(); region++) {
      regions.setDirty(region, false);
    }
    regions.persist();
    base = new ShippingBase(ShippingBase.ADOPT, 1);
    core = start();
  }

  /** The disk of the journal fails so from now on, or works again. */
  void journalFails(@Nullable String why) {
    journalFailure = why;
  }

  /** The disk of the activity log fails so from now on, or works again. */
  void activityLogFails(@Nullable String why) {
    regions.fail(why);
  }

  /** The wall clock jumps. */
  void jump(long millis) {
    wall += millis;
  }

  PairStatus status() {
    return core.status();
  }

  PairState state() {
    return core.status().state();
  }

  /** Whether the remote holds what the P-VOL holds. */
  boolean equal() {
    return Arrays.equals(volume.stamps, remote.image);
  }

  /** WRITEs that the remote has got. */
  long arrivals() {
    return remote.arrivals();
  }

  private void answered(long nexus, long token) {
    link.acknowledged(nexus, token);
  }

  @Override
  public long wallMillis() {
    return wall;
  }

  @Override
  public long steadyMillis() {
    return steady;
  }

  @Override
  public int random(int bound) {
    return random.nextInt(bound);
  }

  @Override
  public void post(GroupEvent event) {
    events.add(event);
  }

  @Override
  public void sync(SyncWork work) {
    syncing = work;
  }

  @Override
  public void storeFault(@Nullable PairFault newFault) {
    fault = newFault;
  }

  @Override
  public void storeHold(PairHold newHold) {
    hold = newHold;
  }

  @Override
  public void storeBase(ShippingBase newBase) {
    base = newBase;
  }
}
