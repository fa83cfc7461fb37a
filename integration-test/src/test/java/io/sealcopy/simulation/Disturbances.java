package io.sealcopy.simulation;

import io.sealcopy.replicator.pair.CommandResult;
import io.sealcopy.replicator.pair.GroupEvent;
import io.sealcopy.replicator.pair.PairFault;
import io.sealcopy.replicator.pair.PairOptions;
import io.sealcopy.replicator.pair.PairState;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/** Everything that goes wrong, and what operators do: crashes, cuts, full disks, commands. */
final class Disturbances {
  private final Simulation simulation;
  private final Shape shape;
  private final SimMain main;
  private final SimRemote remote;
  private final SimHost host;
  private final List<SimDecryptor> decryptors;
  private final KeptImage kept;
  private final RandomGenerator random;
  private final Trace trace;
  private boolean mainLosesPower;
  private boolean remoteLosesPower;
  private boolean suspended;
  private int suspensions;
  private int resyncAsked;

  Disturbances(
      Simulation simulation,
      Shape shape,
      SimMain main,
      SimRemote remote,
      SimHost host,
      List<SimDecryptor> decryptors,
      KeptImage kept,
      RandomGenerator random,
      Trace trace) {
    this.simulation = simulation;
    this.shape = shape;
    this.main = main;
    this.remote = remote;
    this.host = host;
    this.decryptors = decryptors;
    this.kept = kept;
    this.random = random;
    this.trace = trace;
  }

  /** Whether the crash that was planned for the main centre is a power cut. */
  boolean mainLosesPower() {
    return mainLosesPower;
  }

  /** The same for the remote. */
  boolean remoteLosesPower() {
    return remoteLosesPower;
  }

  /** Whether an operator's resync is due, so that PSUE is no surprise. */
  boolean suspended() {
    return suspended;
  }

  void step() throws IOException {
    switch (random.nextInt(23)) {
      case 0, 1, 2 -> planMainCrash();
      case 3, 4, 5 -> planRemoteCrash();
      case 6 -> simulation.crashMain(random.nextBoolean());
      case 7 -> simulation.crashRemote(random.nextBoolean());
      case 8 -> {
        simulation.crashMain(random.nextBoolean());
        simulation.crashRemote(random.nextBoolean());
      }
      case 9 -> main.link().cut();
      case 10 -> main.link().setAway(!main.link().isAway());
      case 11 -> {
        boolean full = random.nextBoolean();
        trace.note(full ? "remote is full" : "remote has room");
        remote.setFull(full);
      }
      case 12, 13 -> startOrKill(decryptors.get(random.nextInt(decryptors.size())));
      case 14 -> decryptors.get(random.nextInt(decryptors.size())).cut();
      case 15 -> flush();
      case 16 -> suspendOrResync();
      case 17 -> stopSomething();
      case 18, 19 -> splitOrResync();
      case 20 -> throttle();
      default -> {
        main.link().setAway(false);
        remote.setFull(false);
      }
    }
  }

  /** It happens during one of the next operations that change its disk. */
  private void planMainCrash() {
    mainLosesPower = random.nextBoolean();
    main.disk().cutPowerAtChange(1 + random.nextInt(60));
  }

  private void planRemoteCrash() {
    remoteLosesPower = random.nextBoolean();
    remote.disk().cutPowerAtChange(1 + random.nextInt(60));
  }

  private void startOrKill(SimDecryptor decryptor) {
    if (decryptor.isRunning()) {
      decryptor.kill();
    } else if (remote.isUp()) {
      decryptor.start(shape.anyMember(random));
    }
  }

  void cutSomething() {
    if (random.nextInt(3) == 0) {
      main.link().cut();
    } else {
      main.link().cutOne();
    }
  }

  /** A bit of the copy turns over, or a write to it strays: the block of the group. */
  int spoilTheCopy() {
    int block = random.nextInt(shape.blocks());
    SimMember member = shape.memberOf(block);
    SimBlocks blocks = remote.blocks(member.index());
    int other = random.nextInt(member.blocks());
    if (random.nextBoolean() && blocks.stray(other, block - member.first())) {
      trace.note("a write to", other, "of volume", member.index(), "strays to block", block);
      trace.meet("a write of the copy strays");
    } else {
      blocks.rot(block - member.first(), random.nextInt(member.blockLength()));
      trace.note("block", block, "rots");
    }
    return block;
  }

  /** A decryptor works beside everything else, more often than not. */
  void startDecryptor() {
    SimDecryptor decryptor = decryptors.get(random.nextInt(decryptors.size()));
    if (!decryptor.isRunning()) {
      decryptor.start(shape.anyMember(random));
    }
  }

  private void stopSomething() throws IOException {
    if (random.nextBoolean() && main.isUp()) {
      main.stop();
    } else if (remote.isUp()) {
      simulation.haltRemote();
    }
  }

  private void flush() {
    if (!main.isUp() || host.outstanding() > 0) {
      return;
    }
    int life = main.life();
    trace.note("operator: flush");
    main.post(
        new GroupEvent.Flush(
            simulation.flushChecked(() -> remote.isUp() && main.isUp() && main.life() == life)));
  }

  /** Operator: compare the copy, or no more. */
  void verify() {
    if (random.nextInt(4) == 0) {
      main.post(new GroupEvent.StopVerify(result -> trace.note("verify is stopped:", result)));
    } else {
      main.post(
          new GroupEvent.Verify(
              main.generation(),
              random.nextBoolean() ? PairOptions.NO_RATE : 1L << (12 + random.nextInt(12)),
              result -> trace.note("operator: verify:", result)));
    }
  }

  private void throttle() {
    if (main.isUp()) {
      long rate = random.nextBoolean() ? PairOptions.NO_RATE : 1L << (16 + random.nextInt(10));
      trace.note("operator: copy rate", rate);
      PairOptions options = main.options().withCopying(rate, random.nextBoolean());
      main.post(new GroupEvent.Modify(options, _ -> {}));
    }
  }

  private void suspendOrResync() {
    if (!main.isUp()) {
      return;
    }
    if (suspended || (simulation.isRestored() && main.status().fault() != null)) {
      resync();
    } else if (resyncAsked != main.life() && random.nextInt(4) == 0) {
      // KEY_UNAVAILABLE is found at a start only, and needs one to be cleared; FENCED is for good.
      List<PairFault.Reason> reasons =
          Arrays.stream(PairFault.Reason.values())
              .filter(reason -> reason != PairFault.Reason.KEY_UNAVAILABLE)
              .filter(reason -> reason != PairFault.Reason.FENCED)
              .toList();
      PairFault.Reason reason = reasons.get(random.nextInt(reasons.size()));
      trace.note("pair is suspended:", reason);
      suspended = true;
      suspensions++;
      main.post(new GroupEvent.Suspend(new PairFault(reason, "planned by the simulation")));
    }
  }

  /** Operator: split, or go on. */
  void splitOrResync() {
    if (main.isUp() && isSplit()) {
      resync();
    } else if (main.isUp()) {
      trace.note("operator: split");
      int life = main.life();
      main.post(
          new GroupEvent.Split(result -> {
            trace.note("split:", result);
            RuleBroken.unless(
                !(result instanceof CommandResult.Done) || main.life() != life || isSplit(),
                "split has ended, but the pair is not split");
          }));
    }
  }

  private boolean isSplit() {
    return main.status().state() == PairState.PSUS;
  }

  /** Whether an operator has to act before the pair can be PAIR. */
  boolean held() {
    boolean faulty = main.status().fault() != null && !main.isFenced();
    return suspended || faulty || isSplit();
  }

  /** Operator: go on, when the last try is answered. */
  void resync() {
    int life = main.life();
    if (resyncAsked == life) {
      return;
    }
    resyncAsked = life;
    boolean known = !simulation.isRestored() && kept.mayBegin(main.status());
    if (remote.isUp() && known && random.nextInt(8) > 0) {
      kept.begin(done -> {
        resyncAsked = 0;
        if (done && main.isUp() && main.life() == life) {
          resync(life);
        }
      });
    } else {
      resync(life);
    }
  }

  private void resync(int life) {
    resyncAsked = life;
    int known = suspensions;
    boolean compare = random.nextBoolean();
    trace.note("operator: resync", compare ? "that compares" : "");
    if (compare) {
      main.post(new GroupEvent.Compare(main.generation()));
    }
    main.post(
        new GroupEvent.Resync(result -> {
          trace.note("resync:", result);
          resyncAsked = 0;
          if (result instanceof CommandResult.Done && main.life() == life && known == suspensions) {
            suspended = false;
          }
        }));
  }

  /** Nothing disturbs from now on. */
  void heal() {
    trace.note("everything is healed");
    main.link().setAway(false);
    remote.setFull(false);
    main.disk().cutPowerAtChange(Long.MAX_VALUE / 2);
    remote.disk().cutPowerAtChange(Long.MAX_VALUE / 2);
    decryptors.forEach(SimDecryptor::kill);
  }
}
