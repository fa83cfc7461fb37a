package io.sealcopy.simulation;

import io.sealcopy.decryptor.BlockOpener;
import io.sealcopy.decryptor.Chunk;
import io.sealcopy.decryptor.CopyPort;
import io.sealcopy.decryptor.DecryptCore;
import io.sealcopy.decryptor.DecryptEvent;
import io.sealcopy.decryptor.DecryptFailure;
import io.sealcopy.decryptor.DecryptLimits;
import io.sealcopy.decryptor.DecryptResult;
import io.sealcopy.decryptor.SealedRun;
import io.sealcopy.protocol.vendor.TableAnswer;
import io.sealcopy.storage.volume.VolumeFailure;
import io.sealcopy.target.remote.CopyAnswer;
import io.sealcopy.target.remote.CopyEvent;
import java.nio.ByteBuffer;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** A decryptor and its session with the remote. Killed, it is simply forgotten. */
final class SimDecryptor implements CopyPort, BlockOpener {
  private final SimRemote remote;
  private final Trace trace;
  private SimMember member;
  private final PlantedBug bug;
  private final RandomGenerator random;
  private final SequencedSet<Chunk> underWay = new LinkedHashSet<>();
  private @Nullable DecryptCore core;
  private @Nullable SimSession session;
  private boolean tableAsked;
  private boolean wantsSession;
  private long events;

  SimDecryptor(Shape shape, SimRemote remote, RandomGenerator random, Trace trace, PlantedBug bug) {
    this.remote = remote;
    this.random = random;
    this.trace = trace;
    this.bug = bug;
    this.member = shape.members().getFirst();
  }

  boolean isRunning() {
    return core != null;
  }

  long events() {
    return events;
  }

  /** Begins with one of the copies; the remote must be up. */
  void start(SimMember copy) {
    member = copy;
    trace.note("decryptor starts at", member.index());
    DecryptLimits limits =
        new DecryptLimits(
            member.blockLength(),
            member.blocks(),
            1 + random.nextInt(12),
            1 + random.nextInt(6),
            1_000);
    DecryptCore fresh = new DecryptCore(this, this, limits);
    core = fresh;
    connect();
    apply(new DecryptEvent.Start());
  }

  void kill() {
    if (core != null) {
      trace.note("decryptor dies");
    }
    core = null;
    disconnect();
  }

  /** The connection breaks. */
  void cut() {
    SimSession open = session;
    if (open == null || open.isCut()) {
      return;
    }
    open.cut();
    if (tableAsked) {
      tableAsked = false;
      apply(new DecryptEvent.LinkLost("cut"));
    }
    for (Chunk chunk : underWay.toArray(Chunk[]::new)) {
      underWay.remove(chunk);
      apply(new DecryptEvent.ChunkLost(chunk, "cut"));
    }
  }

  /** Connects again when it wants to and can; notices when it has ended. */
  void step() {
    if (wantsSession && remote.isUp()) {
      wantsSession = false;
      connect();
      apply(new DecryptEvent.LinkRestored());
    }
    Optional<DecryptResult> result = core == null ? Optional.empty() : core.result();
    if (result.isPresent()) {
      trace.note("decryptor ends:", result.get());
      DecryptFailure failure = result.get().failure();
      RuleBroken.unless(failure == null, "the decryption failed: " + failure);
      core = null;
      disconnect();
    }
  }

  private void connect() {
    session = remote.connect(this::cut);
  }

  private void disconnect() {
    tableAsked = false;
    wantsSession = false;
    underWay.clear();
    if (session != null) {
      session.cut();
      session = null;
    }
  }

  private void apply(DecryptEvent event) {
    if (core != null) {
      events++;
      core.apply(event);
    }
  }

  private SimSession session() {
    return java.util.Objects.requireNonNull(session);
  }

  @Override
  public void readTable() {
    tableAsked = true;
    SimMember at = member;
    SimSession open = session();
    if (open.isCut()) {
      tableAsked = false;
      apply(new DecryptEvent.LinkLost("cut before"));
      return;
    }
    // At times a small answer, so that one table takes several.
    int bytes = random.nextBoolean() ? 1 << 20 : 1024;
    open.send(() ->
        remote.post(
            new CopyEvent.ReadTable(
                remote.member(at.index()),
                open.nexus(),
                true,
                0,
                0,
                bytes,
                a -> open.answer(() -> tableAnswered(a)))));
  }

  private void tableAnswered(CopyAnswer answer) {
    tableAsked = false;
    switch (answer) {
      case CopyAnswer.Data(ByteBuffer bytes) -> {
        TableAnswer table = SimRemote.<TableAnswer>value(TableAnswer.decode(bytes));
        trace.note("decryptor is handed", table.entries().size(), "runs");
        apply(
            new DecryptEvent.TableRead(
                table.entries().stream()
                    .map(e -> new SealedRun(e.lba(), e.blocks(), e.generation()))
                    .toList()));
      }
      case CopyAnswer.Busy(String why) -> {
        session().cut();
        apply(new DecryptEvent.LinkLost(why));
      }
      default -> throw new DamageNoticed("the table is refused: " + answer);
    }
  }

  @Override
  public void read(Chunk chunk) {
    underWay.add(chunk);
    SimSession open = session();
    SimMember at = member;
    open.send(() -> {
      ByteBuffer stored = ByteBuffer.allocate(chunk.bytes().remaining());
      remote.blocks(at.index()).read(chunk.lba(), stored);
      stored.flip();
      open.answer(() -> {
        chunk.bytes().put(stored);
        answered(chunk, new DecryptEvent.ChunkRead(chunk));
      });
    });
  }

  private void answered(Chunk chunk, DecryptEvent event) {
    underWay.remove(chunk);
    apply(event);
  }

  @Override
  public void write(Chunk chunk) {
    underWay.add(chunk);
    SimSession open = session();
    SimMember at = member;
    long lba = chunk.lba();
    ByteBuffer plain = ByteBuffer.allocate(chunk.bytes().remaining()).put(chunk.bytes()).flip();
    sendLater(
        open,
        random.nextInt(4) == 0 ? random.nextInt(40) : 0,
        () -> {
          if (bug == PlantedBug.DECRYPTOR_WRITES_WHAT_IS_STALE) {
            remote.post(
                new CopyEvent.ReadTable(
                    remote.member(at.index()), open.nexus(), true, 0, 0, 1 << 20, _ -> {}));
          }
          trace.note(
              "remote gets plaintext of",
              at.index(),
              lba,
              "x",
              plain.remaining() / at.blockLength());
          remote.post(
              new CopyEvent.DecryptorWrite(
                  remote.member(at.index()),
                  open.nexus(),
                  lba,
                  SimRemote.buffer(plain),
                  failure -> open.answer(() -> answered(chunk, ending(chunk, failure)))));
        });
  }

  /** What takes longer than others: the main centre brings the block anew meanwhile. */
  private static void sendLater(SimSession over, int turns, SimSession.Message message) {
    over.send(turns == 0 || over.isCut() ? message : () -> sendLater(over, turns - 1, message));
  }

  /** As the real port takes it; no room is DATA PROTECT too (SBC-3 §4.7.3.6). */
  private DecryptEvent ending(Chunk chunk, @Nullable VolumeFailure failure) {
    trace.meet("decryptor's WRITE " + (failure == null ? "taken" : "refused"));
    return switch (failure) {
      case null -> new DecryptEvent.ChunkWritten(chunk);
      case VolumeFailure.Protected _ -> new DecryptEvent.ChunkSuperseded(chunk);
      case VolumeFailure.OutOfSpace _ -> new DecryptEvent.ChunkSuperseded(chunk);
      case VolumeFailure.Away(String why) -> new DecryptEvent.ChunkLost(chunk, why);
      case VolumeFailure other -> throw new RuleBroken("a decryptor's WRITE failed: " + other);
    };
  }

  @Override
  public void reconnect() {
    SimSession open = session;
    if (open != null) {
      open.cut();
    }
    wantsSession = true;
  }

  @Override
  public boolean knows(int generation) {
    return generation == Shape.GENERATION;
  }

  @Override
  public void open(int generation, long lba, ByteBuffer bytes) {
    member.cipher().open(lba, bytes.duplicate(), bytes.duplicate());
  }
}
