package io.sealcopy.bench.load;

import io.sealcopy.bench.peer.Served;
import io.sealcopy.bench.row.Effort;
import io.sealcopy.bench.row.Figure;
import io.sealcopy.bench.row.Measured;
import io.sealcopy.bench.row.Sample;
import java.util.concurrent.TimeUnit;

/**
 * Commands of our own initiator, for what no other can do: data digests, percentiles, hundreds of
 * sessions in one process.
 *
 * @param length bytes a command
 * @param depth commands under way, over all sessions
 * @param random whether they go to random places and not one after the other
 * @param span bytes from the beginning of a unit that are used
 */
public record OwnInitiator(boolean write, int length, int depth, boolean random, long span) {
  private static final double WARM_UP_SECONDS = 10;

  /** Sequential reads. */
  public static OwnInitiator reads(int length, int depth, long span) {
    return new OwnInitiator(false, length, depth, false, span);
  }

  /** Sequential writes. */
  public static OwnInitiator writes(int length, int depth, long span) {
    return new OwnInitiator(true, length, depth, false, span);
  }

  /** At random places. */
  public OwnInitiator anywhere() {
    return new OwnInitiator(write, length, depth, true, span);
  }

  /** One side of a row: before the first round, code is warmed up. */
  public Measured of(Hosts hosts, Served served) {
    boolean[] warm = {false};
    return effort -> {
      if (!warm[0]) {
        warmUp(hosts, effort);
        warm[0] = true;
      }
      double before = served.cpuSeconds();
      Commands done = run(hosts, Long.MAX_VALUE, effort.seconds());
      return sample(done, served.cpuSeconds() - before);
    };
  }

  /** Has the code of both sides compiled. */
  public void warmUp(Hosts hosts, Effort effort) throws InterruptedException {
    run(hosts, Math.max(depth, effort.warmUp() * 4096L / Math.max(length, 4096)), WARM_UP_SECONDS);
  }

  /** What was done, with the processor time that the server took for it. */
  public Sample sample(Commands done, double cpuSeconds) {
    Sample sample = Sample.of(done.count(), length, done.seconds(), cpuSeconds);
    return done.count() < 100 ? sample : sample.with(Figure.P99, done.micros(99));
  }

  /** Goes on until told to stop. */
  public Commands start(Hosts hosts) {
    Commands commands = new Commands(this, hosts);
    commands.begin();
    return commands;
  }

  /** Runs until one of the limits is reached. */
  public Commands run(Hosts hosts, long operations, double seconds) throws InterruptedException {
    long end = System.nanoTime() + (long) (seconds * 1e9);
    Commands commands = start(hosts);
    try {
      while (commands.goesOn() && commands.count() < operations && System.nanoTime() < end) {
        TimeUnit.MILLISECONDS.sleep(1);
      }
    } finally {
      commands.stop();
    }
    return commands;
  }
}
