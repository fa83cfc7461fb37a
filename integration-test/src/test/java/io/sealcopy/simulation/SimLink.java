package io.sealcopy.simulation;

import io.sealcopy.protocol.key.Direction;
import io.sealcopy.protocol.vendor.CopyStatus;
import io.sealcopy.protocol.vendor.DigestAnswer;
import io.sealcopy.protocol.vendor.ImageNote;
import io.sealcopy.protocol.vendor.OpenNexus;
import io.sealcopy.replicator.link.DigestOutcome;
import io.sealcopy.replicator.link.LinkRefusal;
import io.sealcopy.replicator.link.LinkTrouble;
import io.sealcopy.replicator.link.NoteOutcome;
import io.sealcopy.replicator.link.RemoteKind;
import io.sealcopy.replicator.pair.GroupEvent;
import io.sealcopy.storage.volume.VolumeFailure;
import io.sealcopy.target.remote.CopyAnswer;
import io.sealcopy.target.remote.CopyEvent;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The replication link in the steps of the real one: status, open nexus, status, then WRITEs. Bytes
 * are taken from the sender's memory only when they arrive, or when the link is cut.
 */
final class SimLink implements SimWay {
  private final Shape shape;
  private final SimRemote remote;
  private final Trace trace;
  private final Consumer<GroupEvent> main;
  private final PlantedBug bug;
  private @Nullable SimSession session;
  private long number;
  private boolean told = true;
  private boolean explaining;
  private boolean away;
  private long firstArrivals = -1;
  private final Map<Long, DigestAnswer> oldDigests = new HashMap<>();

  SimLink(Shape shape, SimRemote remote, Trace trace, Consumer<GroupEvent> main, PlantedBug bug) {
    this.shape = shape;
    this.remote = remote;
    this.trace = trace;
    this.main = main;
    this.bug = bug;
  }

  /** The remote cannot be reached, until this is taken back. */
  @Override
  public void setAway(boolean value) {
    away = value;
    if (away) {
      cut();
    }
  }

  @Override
  public boolean isAway() {
    return away;
  }

  /** The connection breaks. */
  @Override
  public void cut() {
    end(new LinkTrouble(LinkTrouble.Kind.AWAY, "cut"));
  }

  /** The main centre has died: nobody is told. */
  @Override
  public void forget() {
    told = true;
    SimSession open = session;
    if (open != null) {
      open.cut();
    }
  }

  @Override
  public void open(long nexus) {
    forget();
    number = nexus;
    told = false;
    explaining = false;
    if (away || !remote.isUp()) {
      cut();
      return;
    }
    session = remote.connect(this::cut);
    look(0);
  }

  /** All copies are looked at before the nexus is opened at any. */
  private void look(int member) {
    status(
        member,
        first -> {
          CopyStatus.Binding binding = first.binding().orElseThrow();
          RuleBroken.unless(
              binding.groupId().equals(shape.group())
                  && binding.volumeId().equals(shape.members().get(member).volumeId()),
              "the copy lost its binding");
          if (binding.pairEpoch() > shape.epoch()) {
            refused(true, "taken over");
          } else if (member + 1 < shape.members().size()) {
            look(member + 1);
          } else {
            openNexus(0);
          }
        });
  }

  private SimSession session() {
    return java.util.Objects.requireNonNull(session);
  }

  private void status(int member, Consumer<CopyStatus> then) {
    SimSession open = session();
    open.send(() ->
        remote.post(
            new CopyEvent.ReadStatus(
                remote.member(member),
                answer ->
                    open.answer(() -> {
                      CopyStatus status =
                          SimRemote.<CopyStatus>value(
                              CopyStatus.decode(((CopyAnswer.Data) answer).bytes()));
                      DamageNoticed.unless(
                          status.fault().isEmpty(), "the copy has a fault: " + status);
                      then.accept(status);
                    }))));
  }

  private void openNexus(int member) {
    SimSession open = session();
    OpenNexus list =
        new OpenNexus(
            shape.group(),
            shape.members().get(member).volumeId(),
            Direction.MAIN_TO_REMOTE,
            shape.epoch(),
            shape.generation(),
            shape.keyId(),
            shape.options().seal()
                ? Optional.empty()
                : Optional.of(
                    new OpenNexus.Link(OpenNexus.LinkKind.STANDARD, number + 1, 0, false, true)));
    open.send(() -> {
      // A session replaces the one before, which has the same names and ISID (RFC 7143 §6.3.5):
      // what that one had asked for last is not begun any more.
      if (open == session) {
        remote.post(
            new CopyEvent.OpenNexus(
                remote.member(member),
                open.nexus(),
                list,
                answer -> {
                  if (answer instanceof CopyAnswer.Opened(long opening)) {
                    open.opened(opening);
                  }
                  open.answer(() -> nexusAnswered(member, answer));
                }));
      }
    });
  }

  private void nexusAnswered(int member, CopyAnswer answer) {
    boolean isLast = member + 1 == shape.members().size();
    if (answer instanceof CopyAnswer.Opened && !isLast) {
      openNexus(member + 1);
    } else if (answer instanceof CopyAnswer.Opened) {
      long[] arrivals = new long[1];
      status(0, last -> arrivals[0] = last.binding().orElseThrow().durableArrival());
      SimNotes.readOpening(remote, session(), bug, id -> opened(arrivals[0], id));
    } else if (answer instanceof CopyAnswer.WrongField) {
      explain(answer.toString());
    } else {
      RuleBroken.unless(
          answer instanceof CopyAnswer.Busy || answer instanceof CopyAnswer.NotReady,
          "the nexus is refused: " + answer);
      end(new LinkTrouble(LinkTrouble.Kind.NOT_READY, answer.toString()));
    }
  }

  private void opened(long arrivals, long opening) {
    trace.note("link", number, "is up,", arrivals, "arrivals");
    firstArrivals = firstArrivals < 0 ? arrivals : firstArrivals;
    long said =
        bug == PlantedBug.ARRIVALS_FORGOTTEN ? Math.max(firstArrivals, arrivals - 2) : arrivals;
    main.accept(new GroupEvent.LinkOpened(number, new RemoteKind.Ours(said, opening)));
  }

  @Override
  public void write(long nexus, long token, int member, long lba, ByteBuffer data) {
    SimSession open = session;
    if (open == null || open.isCut() || nexus != number) {
      return;
    }
    Write write = new Write(open, nexus, token, shape.members().get(member), lba, data.duplicate());
    open.send(write);
    if (bug == PlantedBug.LINK_ACKNOWLEDGES_WHAT_IT_SENT) {
      write.detach();
      open.answer(() -> main.accept(new GroupEvent.Acknowledged(nexus, token)));
    }
  }

  @Override
  public void zero(long nexus, long token, int member, long lba, int blocks) {
    SimSession open = session;
    if (open == null || open.isCut() || nexus != number) {
      return;
    }
    open.send(() -> {
      trace.meet("zeros as they are");
      SimMember of = shape.members().get(member);
      trace.note("remote gets zeros of", member, lba, "x", blocks);
      remote.zeros(
          open, of, lba, blocks, failure -> open.answer(() -> answered(nexus, token, failure)));
    });
    if (bug == PlantedBug.LINK_ACKNOWLEDGES_WHAT_IT_SENT) {
      open.answer(() -> main.accept(new GroupEvent.Acknowledged(nexus, token)));
    }
  }

  @Override
  public void digests(long nexus, int member, long lba, int runs, Consumer<DigestOutcome> told) {
    SimSession open = session;
    if (open == null || open.isCut() || nexus != number) {
      return;
    }
    open.send(() ->
        remote.post(
            new CopyEvent.ReadDigests(
                remote.member(member),
                lba,
                DigestAnswer.bytesFor(runs),
                answer ->
                    open.answer(() ->
                        told.accept(digests(shape.members().get(member).first() + lba, answer))))));
  }

  private DigestOutcome digests(long block, CopyAnswer answer) {
    if (!(answer instanceof CopyAnswer.Data(ByteBuffer bytes))) {
      return new DigestOutcome.Later(answer.toString());
    }
    DigestAnswer now = SimRemote.<DigestAnswer>value(DigestAnswer.decode(bytes));
    DigestAnswer told =
        bug == PlantedBug.DIGESTS_ARE_OLD ? oldDigests.computeIfAbsent(block, _ -> now) : now;
    return new DigestOutcome.Told(told);
  }

  @Override
  public void noteImage(long nexus, ImageNote note, Consumer<NoteOutcome> told) {
    SimSession open = session;
    if (open != null && !open.isCut() && nexus == number) {
      SimNotes.send(remote, open, note, told, this::cut);
    }
  }

  @Override
  public void noteOpening(long nexus, long opening, Consumer<NoteOutcome> told) {
    SimSession open = session;
    if (open != null && !open.isCut() && nexus == number) {
      SimNotes.sendOpening(remote, open, opening, told, this::cut);
    }
  }

  @Override
  public void flush(long nexus, long token) {
    throw new RuleBroken("our remote needs no flush");
  }

  @Override
  public void close() {
    cut();
  }

  private void end(LinkTrouble trouble) {
    SimSession open = session;
    if (open != null) {
      open.cut();
    }
    if (!told) {
      told = true;
      trace.meet("link " + trouble.kind());
      trace.note("link", number, "is lost:", trouble.message());
      main.accept(new GroupEvent.LinkLost(number, trouble));
    }
  }

  /** A refusal is explained by the status: a take-over ends the nexus. */
  private void explain(String why) {
    explaining = true;
    status(0, status -> refused(status.binding().orElseThrow().pairEpoch() > shape.epoch(), why));
  }

  private void refused(boolean fenced, String why) {
    trace.meet(fenced ? "link fenced" : "link refused");
    told = true;
    session().cut();
    main.accept(
        new GroupEvent.Refused(
            number,
            new LinkRefusal(fenced ? LinkRefusal.Kind.FENCED : LinkRefusal.Kind.REFUSED, why)));
  }

  private void answered(long nexus, long token, @Nullable VolumeFailure failure) {
    switch (failure) {
      case null -> {
        if (bug != PlantedBug.LINK_ACKNOWLEDGES_WHAT_IT_SENT) {
          main.accept(new GroupEvent.Acknowledged(nexus, token));
        }
      }
      case VolumeFailure.OutOfSpace full ->
          end(new LinkTrouble(LinkTrouble.Kind.FULL, full.message()));
      case VolumeFailure.Away gone ->
          end(new LinkTrouble(LinkTrouble.Kind.NOT_READY, gone.message()));
      case VolumeFailure.Protected no -> {
        if (!explaining) {
          explain(no.message());
        }
      }
      case VolumeFailure other -> throw new RuleBroken("a WRITE failed: " + other);
    }
  }

  /** One WRITE on its way. */
  private final class Write implements SimSession.Message {
    private final SimSession over;
    private final long nexus;
    private final long token;
    private final SimMember member;
    private final long lba;
    private ByteBuffer data;

    Write(SimSession over, long nexus, long token, SimMember member, long lba, ByteBuffer data) {
      this.over = over;
      this.nexus = nexus;
      this.token = token;
      this.member = member;
      this.lba = lba;
      this.data = data;
    }

    @Override
    public void detach() {
      data = copy();
    }

    private ByteBuffer copy() {
      return ByteBuffer.allocate(data.remaining()).put(data.duplicate()).flip();
    }

    @Override
    public void arrive() {
      trace.meet(over.isCut() ? "late WRITE" : "WRITE");
      int blocks = data.remaining() / member.blockLength();
      trace.note("remote gets WRITE of", member.index(), lba, "x", blocks);
      remote.write(
          over, member, lba, copy(), failure -> over.answer(() -> answered(nexus, token, failure)));
    }
  }
}
