package io.sealcopy.simulation;

import io.sealcopy.protocol.key.Direction;
import io.sealcopy.protocol.vendor.CopyStatus;
import io.sealcopy.protocol.vendor.ImageNote;
import io.sealcopy.protocol.vendor.OpenNexus;
import io.sealcopy.protocol.vendor.OpenNexus.LinkKind;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * The sealed link over several connections, in the steps of the real one: each record goes over any
 * of them, now and then over two; what a connection that is cut had under way goes over the others.
 */
final class SimSealedLink implements SimWay {
  private final Shape shape;
  private final SimRemote remote;
  private final RandomGenerator random;
  private final Trace trace;
  private final Consumer<GroupEvent> main;
  private final PlantedBug bug;
  private final List<SimLine> lines = new ArrayList<>();
  private final Map<Long, SentRecord> unanswered = new TreeMap<>();
  private OpenNexus.Link terms = new OpenNexus.Link(LinkKind.SEALED, 1, 1, true, false);
  private long number;
  private long links;
  private boolean told = true;
  private boolean up;
  private boolean away;

  SimSealedLink(
      Shape shape,
      SimRemote remote,
      RandomGenerator random,
      Trace trace,
      Consumer<GroupEvent> main,
      PlantedBug bug) {
    this.shape = shape;
    this.remote = remote;
    this.random = random;
    this.trace = trace;
    this.main = main;
    this.bug = bug;
  }

  @Override
  public void setAway(boolean value) {
    away = value;
    if (away) {
      end("away");
    }
  }

  @Override
  public boolean isAway() {
    return away;
  }

  /** One of the connections breaks, or all do. */
  @Override
  public void cut() {
    if (lines.size() > 1 && random.nextInt(3) == 0) {
      cutOne();
    } else {
      end("cut");
    }
  }

  @Override
  public void cutOne() {
    if (lines.size() > 1) {
      lost(lines.get(random.nextInt(lines.size())));
    }
  }

  @Override
  public void forget() {
    told = true;
    up = false;
    lines.forEach(line -> line.session().cut());
    lines.clear();
    unanswered.clear();
  }

  @Override
  public void open(long nexus) {
    throw new RuleBroken("a sealed link is opened without a sequence");
  }

  @Override
  public void open(long nexus, long next, boolean anew) {
    forget();
    number = nexus;
    told = false;
    terms = new OpenNexus.Link(LinkKind.SEALED, ++links, next, anew, !shape.options().seal());
    if (away || !remote.isUp()) {
      end("nobody is there");
    } else {
      connect();
    }
  }

  private void connect() {
    SimLine line = new SimLine(remote, this::lost);
    lines.add(line);
    look(line, 0);
  }

  private void look(SimLine line, int member) {
    line.status(
        member,
        first -> {
          if (!checked(first)) {
            return;
          }
          if (member + 1 < shape.members().size()) {
            look(line, member + 1);
          } else {
            openNexus(line, 0);
          }
        });
  }

  /** What every session begins with, and what explains a refusal. */
  private boolean checked(CopyStatus status) {
    CopyStatus.Binding binding = status.binding().orElseThrow();
    RuleBroken.unless(binding.groupId().equals(shape.group()), "the copy lost its binding");
    if (binding.pairEpoch() > shape.epoch()) {
      trace.meet("link fenced");
      refused(true, "taken over");
      return false;
    }
    return true;
  }

  private void refused(boolean fenced, String why) {
    forget();
    main.accept(
        new GroupEvent.Refused(
            number,
            new LinkRefusal(fenced ? LinkRefusal.Kind.FENCED : LinkRefusal.Kind.REFUSED, why)));
  }

  private void lost(SimLine line) {
    line.session().cut();
    if (!lines.remove(line)) {
      return;
    }
    trace.note("link", number, "has one connection less, now", lines.size());
    if (lines.stream().noneMatch(SimLine::isReady)) {
      end("the last connection is cut");
      return;
    }
    trace.meet("one connection of several is cut");
    unanswered.values().stream().filter(sent -> sent.over == line).forEach(this::send);
    line.forgetQuestions();
  }

  private void openNexus(SimLine line, int member) {
    OpenNexus list =
        new OpenNexus(
            shape.group(),
            shape.members().get(member).volumeId(),
            Direction.MAIN_TO_REMOTE,
            shape.epoch(),
            shape.generation(),
            shape.keyId(),
            Optional.of(terms));
    SimSession session = line.session();
    session.send(() -> {
      // Sessions of an earlier link are replaced by those of this one (RFC 7143 §6.3.5).
      if (lines.contains(line)) {
        remote.post(
            new CopyEvent.OpenNexus(
                remote.member(member),
                session.nexus(),
                list,
                answer -> {
                  if (answer instanceof CopyAnswer.Opened(long opening)) {
                    session.opened(opening);
                  }
                  session.answer(() -> nexusAnswered(line, member, answer));
                }));
      }
    });
  }

  private void nexusAnswered(SimLine line, int member, CopyAnswer answer) {
    switch (answer) {
      case CopyAnswer.Opened _ when member + 1 < shape.members().size() ->
          openNexus(line, member + 1);
      case CopyAnswer.Opened _ -> {
        CopyStatus[] last = new CopyStatus[1];
        line.status(0, status -> last[0] = status);
        line.opening(bug, opening -> opened(line, last[0], opening));
      }
      case CopyAnswer.Busy _, CopyAnswer.NotReady _ ->
          end(new LinkTrouble(LinkTrouble.Kind.NOT_READY, answer.toString()));
      case CopyAnswer.WrongField _ ->
          line.status(
              member,
              status -> RuleBroken.unless(!checked(status), "the nexus is refused: " + answer));
      default -> throw new RuleBroken("the nexus is refused: " + answer);
    }
  }

  private void opened(SimLine line, CopyStatus last, long opening) {
    line.ready();
    if (lines.stream().filter(SimLine::isReady).count() > 1) {
      trace.meet("several connections");
    }
    if (up) {
      return;
    }
    up = true;
    long durable = remote.told(last.binding().orElseThrow().durableSequence());
    trace.note("link", number, "is up, durable", durable);
    trace.meet("sealed link");
    main.accept(new GroupEvent.LinkOpened(number, new RemoteKind.Sealed(durable, opening)));
    for (int i = 1; i < shape.options().connections(); i++) {
      connect();
    }
  }

  @Override
  public void record(long nexus, long token, int member, ByteBuffer head, ByteBuffer rest) {
    if (nexus != number || told || !up) {
      return;
    }
    if (lines.size() < shape.options().connections() && remote.isUp() && random.nextInt(4) == 0) {
      trace.meet("a connection is made anew");
      connect();
    }
    SentRecord sent =
        new SentRecord(shape.members().get(member), token, head.duplicate(), rest.duplicate());
    unanswered.put(token, sent);
    send(sent);
    if (random.nextInt(8) == 0) {
      // Its memory is the sender's again once one of them is acknowledged.
      sent.detach();
      send(sent);
    }
  }

  @Override
  public void digests(long nexus, int member, long lba, int runs, Consumer<DigestOutcome> told) {
    Optional<SimLine> line = lines.stream().filter(SimLine::isReady).findFirst();
    if (nexus == number && line.isPresent()) {
      line.get().ask(member, lba, runs, told);
    }
  }

  @Override
  public void noteImage(long nexus, ImageNote note, Consumer<NoteOutcome> told) {
    Optional<SimLine> line = lines.stream().filter(SimLine::isReady).findFirst();
    if (nexus == number && line.isPresent()) {
      line.get().note(note, told, () -> end("the remote has ended the nexus"));
    }
  }

  @Override
  public void noteOpening(long nexus, long opening, Consumer<NoteOutcome> told) {
    Optional<SimLine> line = lines.stream().filter(SimLine::isReady).findFirst();
    if (nexus == number && line.isPresent()) {
      line.get().noteOpening(opening, told, () -> end("the remote has ended the nexus"));
    }
  }

  @Override
  public void write(long nexus, long token, int member, long lba, ByteBuffer data) {
    throw new RuleBroken("a WRITE on a sealed link");
  }

  @Override
  public void flush(long nexus, long token) {
    throw new RuleBroken("a sealed link needs no flush");
  }

  @Override
  public void close() {
    end("closed");
  }

  private void end(String why) {
    end(new LinkTrouble(LinkTrouble.Kind.AWAY, why));
  }

  private void end(LinkTrouble trouble) {
    boolean tell = !told;
    forget();
    if (tell) {
      trace.meet("link " + trouble.kind());
      trace.note("link", number, "is lost:", trouble.message());
      main.accept(new GroupEvent.LinkLost(number, trouble));
    }
  }

  private void send(SentRecord sent) {
    List<SimLine> ready = lines.stream().filter(SimLine::isReady).toList();
    if (!ready.isEmpty()) {
      SimLine line = ready.get(random.nextInt(ready.size()));
      sent.over = line;
      line.session().send(new Carried(sent, line.session()));
    }
  }

  private void answered(SentRecord sent, CopyAnswer answer) {
    if (unanswered.get(sent.token) != sent) {
      return; // Its double has been answered.
    }
    switch (answer) {
      case CopyAnswer.Done _ -> {
        unanswered.remove(sent.token);
        main.accept(new GroupEvent.Acknowledged(number, sent.token));
      }
      case CopyAnswer.Busy _ -> {
        trace.meet("a record is told BUSY");
        send(sent);
      }
      case CopyAnswer.OutOfSequence(String why) -> end(why);
      case CopyAnswer.Failed(VolumeFailure.OutOfSpace full) ->
          end(new LinkTrouble(LinkTrouble.Kind.FULL, full.message()));
      case CopyAnswer.Failed(VolumeFailure.Away gone) ->
          end(new LinkTrouble(LinkTrouble.Kind.NOT_READY, gone.message()));
      default -> throw new RuleBroken("a record is answered " + answer);
    }
  }

  /** A record on one connection. */
  private final class Carried implements SimSession.Message {
    private final SentRecord sent;
    private final SimSession session;

    Carried(SentRecord sent, SimSession session) {
      this.sent = sent;
      this.session = session;
    }

    /** All that is still on its way of it: it goes on over another connection. */
    @Override
    public void detach() {
      sent.detach();
    }

    @Override
    public void arrive() {
      if (!session.isCut() && random.nextInt(6) == 0) {
        session.send(this); // Others' data comes before its own does.
        return;
      }
      trace.meet(session.isCut() ? "late record" : "record");
      boolean early =
          remote.record(
              session,
              sent.member,
              sent.copy(),
              answer -> session.answer(() -> answered(sent, answer)));
      if (early && !session.isCut() && random.nextInt(30) == 0) {
        end("cut while records are missing");
      }
    }
  }
}
