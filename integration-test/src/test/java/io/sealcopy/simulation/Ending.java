package io.sealcopy.simulation;

import io.sealcopy.replicator.pair.CommandResult;
import io.sealcopy.replicator.pair.GroupEvent;
import io.sealcopy.replicator.pair.PairOptions;
import io.sealcopy.replicator.pair.VerifyStatus;
import java.io.IOException;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** What a run ends with: everything is compared, found when it rots, and decrypted. */
final class Ending {
  private static final int PATIENCE = Simulation.PATIENCE;

  private final Simulation run;
  private final Shape shape;
  private final SimMain main;
  private final SimRemote remote;
  private final SimHost host;
  private final RemoteImage image;
  private final OwnCopy own;
  private final Disturbances disturbances;
  private final RandomGenerator random;
  private int rotten = -1;

  Ending(
      Simulation run,
      Shape shape,
      SimMain main,
      SimRemote remote,
      SimHost host,
      RemoteImage image,
      OwnCopy own,
      Disturbances disturbances,
      RandomGenerator random) {
    this.run = run;
    this.shape = shape;
    this.main = main;
    this.remote = remote;
    this.host = host;
    this.image = image;
    this.own = own;
    this.disturbances = disturbances;
    this.random = random;
  }

  /** Nothing disturbs any more: it comes to rest as a whole copy, or as one that is fenced. */
  void settle() throws IOException {
    disturbances.heal();
    for (int i = 0; i < PATIENCE; i++) {
      run.guarded(this::healingStep);
      if (main.isUp() && remote.isUp() && run.isSettled()) {
        if (own.isTaken()) {
          own.checkNamed(main.stamps(), main.unshipped());
          return;
        }
        RuleBroken.unless(
            Arrays.equals(main.stamps(), image.stamps()), "the copy differs (rules 1 and 2)");
        return;
      }
    }
    throw new RuleBroken(
        "never became PAIR again: " + (main.isUp() ? main.status() : "the main centre is down"));
  }

  private void healingStep() throws IOException {
    own.finish();
    if (main.isUp() && disturbances.held()) {
      disturbances.resync();
    }
    run.calmStep();
  }

  /** Stops the remote in order, and looks at its files. */
  void stopRemote() throws IOException {
    remote.stop();
    own.remoteDied();
    // What was pending before the stop is in place now: the prefix may have moved on.
    remote.boot();
    image.look(remote);
    remote.stop();
    new TableChecker(shape).check(remote.disk(), image.stamps(), remote.records());
  }

  /** No false alarm, whatever hosts do meanwhile. */
  void verifyBesideHosts() throws IOException {
    int hosts = 1 + random.nextInt(40);
    for (int i = 0; i < 300 || (i < 1200 && isVerifying()); i++) {
      if (i % 150 == 0 && i < 300) {
        disturbances.verify();
      }
      run.guarded(() -> stepBesideHosts(hosts));
    }
  }

  /** Hosts write, and nothing disturbs but what is known to. */
  void besideHosts(int steps) throws IOException {
    int hosts = 1 + random.nextInt(40);
    for (int i = 0; i < steps; i++) {
      run.guarded(() -> stepBesideHosts(hosts));
    }
  }

  private void stepBesideHosts(int hosts) throws IOException {
    if (main.isUp() && random.nextInt(hosts) == 0) {
      host.step();
    } else {
      run.calmStep();
    }
  }

  private boolean isVerifying() {
    return main.isUp() && main.status().verify().outcome() == VerifyStatus.Outcome.RUNNING;
  }

  /** Rule 5: a bit that turned over at the remote is found, and repaired, without a key there. */
  void rotAndVerify() throws IOException {
    rotten = disturbances.spoilTheCopy();
    // What was running may have seen it or not.
    main.post(new GroupEvent.StopVerify(_ -> {}));
    main.post(
        new GroupEvent.Verify(
            shape.generation(),
            PairOptions.NO_RATE,
            result ->
                RuleBroken.unless(
                    result instanceof CommandResult.Done, "it cannot be verified: " + result)));
    for (int i = 0; i < PATIENCE; i++) {
      run.calmly();
      VerifyStatus verify = main.status().verify();
      if (main.isQuiet() && run.isSettled() && verify.outcome() == VerifyStatus.Outcome.DONE) {
        RuleBroken.unless(
            verify.differences() > 0 && verify.repaired() == verify.differences(),
            "a rotten block was not found and repaired (rule 5): " + verify);
        image.lookAt(remote, rotten);
        RuleBroken.unless(
            Arrays.equals(main.stamps(), image.stamps()), "verified, the copy differs (rule 5)");
        return;
      }
    }
    throw new RuleBroken("verify never ended: " + main.status().verify());
  }

  /** Whether a block of the copy has been spoilt. */
  boolean hasRotted() {
    return rotten >= 0;
  }

  /** The main centre of a copy that was taken over has died: it comes back, and hosts with it. */
  void goOn() throws IOException {
    for (int i = 0; i < 100; i++) {
      run.guarded(() -> {
        if (main.isUp() && random.nextInt(4) == 0) {
          host.step();
        } else {
          run.calmStep();
        }
      });
    }
    for (int i = 0; i < PATIENCE; i++) {
      if (main.isUp() && remote.isUp() && run.isSettled()) {
        return;
      }
      run.calmly();
    }
    throw new RuleBroken("the old main centre never knew that it is fenced: " + main.status());
  }

  /**
   * Rule 4: nothing is ciphertext after it.
   *
   * @param taken the copy is no copy of the main centre any more
   */
  void decryptAll(SimDecryptor decryptor, boolean taken) throws IOException {
    for (SimMember member : shape.members()) {
      decryptor.start(member);
      for (int i = 0; i < PATIENCE && (decryptor.isRunning() || !remote.isQuiet()); i++) {
        run.calmly();
      }
      @Nullable Object left =
          remote.table(member.index()).entries().stream().findFirst().orElse(null);
      RuleBroken.unless(
          !decryptor.isRunning() && left == null, "still ciphertext after decryption: " + left);
    }
    RuleBroken.unless(
        taken || Arrays.equals(main.stamps(), image.stamps()),
        "decrypted, the copy differs (rule 4)");
  }
}
