package io.sealcopy.replicator.pair;

import io.sealcopy.protocol.key.Sha256;
import io.sealcopy.protocol.vendor.DigestRun;
import io.sealcopy.storage.volume.VolumeFailure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Compares the copy with the P-VOL while hosts go on: asks for digests, seals what the P-VOL holds
 * under the same key, compares. A region that changes meanwhile, or whose records the remote may
 * not have had when it was asked, is looked at again later: so a difference is one. It is copied
 * again and looked at again; if it is still there, the pair is suspended.
 */
final class Verifier {
  private static final int RUNS_A_QUESTION = 64;
  private static final int PIECES_A_TURN = 4;

  /** A region that cannot be compared is tried again so often. */
  private static final long AGAIN_MILLIS = 20;

  /** When nothing could be compared for so long, the rest is left. */
  private static final long PATIENCE_MILLIS = 30_000;

  private final GroupData data;
  private final DigestSource source;
  private final BooleanSupplier copying;
  private final Consumer<PairFault> suspend;
  private final PieceReader reader;
  private final CopyThrottle throttle;
  private final ArrayDeque<GroupEvent.Verify> asked = new ArrayDeque<>();
  private final ArrayDeque<DigestRun> runs = new ArrayDeque<>();
  private VerifyStatus last = VerifyStatus.NONE;
  private VerifyTally tally = new VerifyTally(0, 0);
  private @Nullable ChangeWatch watch;
  private @Nullable DigestRun comparing;
  private int generation;
  private long acknowledged;
  private GroupMember member;
  private long at;
  private long limit;
  private int region;
  private boolean lookingAgain;
  private boolean looking;
  private boolean missed;
  private long notBefore;
  private long progressAt;

  Verifier(
      GroupData data, DigestSource source, BooleanSupplier copying, Consumer<PairFault> suspend) {
    this.data = data;
    this.copying = copying;
    this.source = source;
    this.suspend = suspend;
    this.throttle = new CopyThrottle(data);
    this.reader = new PieceReader(data, this::read);
    this.member = data.members.get(0);
  }

  void remember(VerifyStatus status) {
    last = status.interrupted();
  }

  boolean running() {
    return watch != null || !asked.isEmpty();
  }

  /** An operator asks. */
  void ask(GroupEvent.Verify request, boolean pairIsWhole) {
    if (running()) {
      request.result().accept(new CommandResult.NotNow("it is being verified already"));
    } else if (!pairIsWhole || !source.isUp()) {
      request
          .result()
          .accept(
              new CommandResult.NotNow(
                  "only a pair in state PAIR, whose link is up, can be verified"));
    } else {
      asked.add(request);
    }
  }

  void stop(Consumer<CommandResult> result) {
    if (running()) {
      end(VerifyStatus.Outcome.STOPPED, "stopped by an operator");
    }
    result.accept(new CommandResult.Done());
  }

  /** The pair is suspended, or the main centre stops. */
  void interrupted(String why) {
    if (running()) {
      end(VerifyStatus.Outcome.FAILED, why);
    }
  }

  /** Compares a little: whether there is more to do at once. */
  boolean turn() {
    if (!running() || data.volumeBusy) {
      return false;
    }
    if (watch == null) {
      if (copying.getAsBoolean()) {
        return false; // It would not be known what of the region is copied already.
      }
      begin(asked.remove());
    }
    ChangeWatch watching = Objects.requireNonNull(watch);
    watching.allAppended(data.lastSequence());
    for (int i = 0; i < PIECES_A_TURN && watch != null && !data.volumeBusy; i++) {
      if (!step(watching)) {
        return false;
      }
    }
    return watch != null;
  }

  private void begin(GroupEvent.Verify request) {
    generation = request.generation();
    CopyThrottle copier = data.copyThrottle;
    throttle.set(
        request.bytesPerSecond() == PairOptions.NO_RATE
            ? copier.bytesPerSecond()
            : request.bytesPerSecond(),
        copier.idleFirst());
    watch = new ChangeWatch(data.regions.regionCount(), data.lastSequence());
    data.regions.watch(watch);
    source.forget();
    runs.clear();
    member = data.members.get(0);
    at = 0;
    limit = member.blockCount;
    lookingAgain = false;
    looking = false;
    tally = new VerifyTally(data.members.byteCount(), data.ports.wallMillis());
    progressAt = data.ports.steadyMillis();
    request.result().accept(new CommandResult.Done());
  }

  /** False: something has to happen first. */
  private boolean step(ChangeWatch watching) {
    String impossible = source.impossible();
    if (impossible != null) {
      end(VerifyStatus.Outcome.FAILED, impossible);
      return false;
    }
    if (!source.isUp()) {
      runs.clear();
      progressAt = data.ports.steadyMillis();
      return false;
    }
    if (at >= limit && !next(watching)) {
      return false;
    }
    DigestRun run = runs.peek();
    while (run != null && run.end() <= at) {
      runs.remove();
      run = runs.peek();
    }
    if (run == null) {
      return askAhead();
    }
    if (!throttle.mayGo()) {
      return false;
    }
    compare(watching, run);
    return true;
  }

  private boolean askAhead() {
    DigestSource.Answer answer = source.take();
    if (answer == null) {
      source.ask(member.index, at, RUNS_A_QUESTION);
      return false;
    }
    acknowledged = answer.acknowledged();
    runs.addAll(answer.digests().runs());
    if (runs.isEmpty() || runs.getFirst().lba() > at) {
      end(VerifyStatus.Outcome.FAILED, "the remote has no digest of block " + at);
    }
    return watch != null;
  }

  /** The end of a volume, or of a region that was looked at again. */
  private boolean next(ChangeWatch watching) {
    runs.clear();
    if (!lookingAgain && member.index + 1 < data.members.count()) {
      member = data.members.get(member.index + 1);
      at = 0;
      limit = member.blockCount;
      source.forget();
      return true;
    }
    long now = data.ports.steadyMillis();
    if (!lookingAgain) {
      lookingAgain = true;
      region = -1;
    } else if (looking && missed) {
      notBefore = now + AGAIN_MILLIS;
    } else if (looking) {
      tally.equal(region);
      progressAt = now;
    }
    looking = false;
    if (tally.again.isEmpty()) {
      end(VerifyStatus.Outcome.DONE, "");
      return false;
    }
    if (now < notBefore) {
      return false;
    }
    int chosen = chosen(watching);
    if (chosen < 0) {
      if (now - progressAt > PATIENCE_MILLIS) {
        end(VerifyStatus.Outcome.DONE, "hosts kept changing what could not be compared");
      }
      return false;
    }
    region = chosen;
    looking = true;
    missed = false;
    tally.lookedAgain();
    member = data.members.ofRegion(region);
    at = member.firstBlock(region);
    limit = member.endBlock(region);
    source.forget();
    return true;
  }

  /** The next region that the remote has all of; -1 when there is none now. */
  private int chosen(ChangeWatch watching) {
    if (data.ports.steadyMillis() - progressAt > PATIENCE_MILLIS) {
      return -1;
    }
    int first = tally.again.nextSetBit(region + 1);
    for (int i = first; i >= 0; i = tally.again.nextSetBit(i + 1)) {
      if (comparable(watching, i, data.acknowledged)) {
        return i;
      }
    }
    for (int i = tally.again.nextSetBit(0);
        i >= 0 && i <= region;
        i = tally.again.nextSetBit(i + 1)) {
      if (comparable(watching, i, data.acknowledged)) {
        return i;
      }
    }
    return -1;
  }

  private boolean comparable(ChangeWatch watching, int which, long upTo) {
    return !data.regions.isToCopy(which) && watching.settledBy(which, upTo);
  }

  private void compare(ChangeWatch watching, DigestRun run) {
    int last = member.lastRegion(run.lba(), run.blocks());
    int first = member.regionOf(at);
    if (run.state() == DigestRun.State.HOLE) {
      compareHole(watching, run, first);
      return;
    }
    boolean all = run.state() != DigestRun.State.CHANGING;
    for (int i = member.regionOf(run.lba()); i <= last; i++) {
      all &= comparable(watching, i, acknowledged);
    }
    if (all) {
      comparing = run;
      reader.read(member, run.lba(), (int) run.blocks());
    } else {
      lookAgain(first, last);
      at = run.end();
    }
  }

  /** A piece of a hole: what is deallocated here, too, needs no reading. */
  private void compareHole(ChangeWatch watching, DigestRun run, int first) {
    long end = Math.min(run.end(), member.endBlock(first));
    if (!comparable(watching, first, acknowledged)) {
      lookAgain(first, first);
      at = end;
      return;
    }
    long mapped = member.volume.mappedRun(at, end - at);
    if (mapped < 0) {
      long blocks = Math.min(-mapped, end - at);
      count(blocks);
      at += blocks;
      return;
    }
    long blocks = Math.min(Math.min(mapped, end - at), member.blocksPerWrite);
    comparing = new DigestRun(at, blocks, 0, 0, Sha256.NONE, DigestRun.State.HOLE);
    reader.read(member, at, (int) blocks);
  }

  private void read(HostBuffer piece, @Nullable VolumeFailure failure) {
    DigestRun run = Objects.requireNonNull(comparing);
    comparing = null;
    if (watch == null) {
      return; // It was stopped meanwhile.
    }
    if (failure instanceof VolumeFailure.Away) {
      lookAgain(member.regionOf(run.lba()), member.lastRegion(run.lba(), run.blocks()));
      at = run.end();
      return;
    }
    if (failure != null) {
      end(
          VerifyStatus.Outcome.FAILED,
          "block %d of volume %s cannot be read: %s"
              .formatted(run.lba(), member.name, failure.message()));
      return;
    }
    throttle.took(piece.bytes().limit());
    count(run.end() - Math.max(run.lba(), at));
    at = run.end();
    if (!equal(run, piece.bytes().duplicate())) {
      differs(run);
    }
  }

  private void count(long blocks) {
    if (!lookingAgain) {
      tally.checked(blocks * member.blockLength);
      progressAt = data.ports.steadyMillis();
    }
  }

  private boolean equal(DigestRun run, ByteBuffer plain) {
    return switch (run.state()) {
      case HOLE -> Copier.isZero(plain);
      case PLAINTEXT -> run.digest().equals(Sha256.hashOf(plain));
      case CIPHERTEXT, HANDED_OUT -> {
        member.sealer.seal(run.lba(), plain.duplicate(), plain.duplicate());
        yield run.generation() == generation && run.digest().equals(Sha256.hashOf(plain));
      }
      case CHANGING -> throw new IllegalStateException("compared without a digest: " + run);
    };
  }

  private void differs(DigestRun run) {
    int first = member.regionOf(run.lba());
    int last = member.lastRegion(run.lba(), run.blocks());
    boolean repairedBefore = lookingAgain && tally.differs(region);
    data.regions.dirty(member, run.lba(), run.blocks());
    try {
      data.regions.persist();
    } catch (IOException _) {
      // Tried again before the next change; until then it is as unknown as it was before.
    }
    if (repairedBefore) {
      end(VerifyStatus.Outcome.FAILED, "what was repaired differs again");
      suspend.accept(
          new PairFault(
              PairFault.Reason.COPY_DIFFERS,
              ("blocks %d to %d of the copy of %s differ again after they were copied again: the"
                      + " remote does not keep what it is given")
                  .formatted(run.lba(), run.end() - 1, member.name)));
      return;
    }
    tally.differ(first, last);
    lookAgain(first, last);
  }

  private void lookAgain(int first, int last) {
    tally.again.set(first, last + 1);
    missed = true;
  }

  private void end(VerifyStatus.Outcome outcome, String message) {
    if (watch != null) {
      last = tally.status(outcome, message, data.ports.wallMillis());
      data.ports.storeVerify(last);
    }
    while (!asked.isEmpty()) {
      asked.remove().result().accept(new CommandResult.NotNow("it was stopped before it began"));
    }
    watch = null;
    data.regions.watch(null);
    runs.clear();
    source.forget();
  }

  /** See {@link PieceReader#ended}. */
  void pieceRead() {
    reader.ended();
  }

  VerifyStatus status() {
    return watch == null ? last : tally.status(VerifyStatus.Outcome.RUNNING, "", 0);
  }
}
