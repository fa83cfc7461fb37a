package io.sealcopy.bench.load;

import io.sealcopy.bench.lab.Lab;
import io.sealcopy.bench.peer.Centre;
import io.sealcopy.bench.peer.Settings;
import io.sealcopy.bench.row.BenchException;
import io.sealcopy.bench.row.Effort;
import io.sealcopy.bench.row.Figure;
import io.sealcopy.bench.row.Sample;
import io.sealcopy.initiator.InitiatorOptions;
import io.sealcopy.initiator.IscsiUrl;
import io.sealcopy.initiator.OpenFailure;
import io.sealcopy.initiator.Session;
import io.sealcopy.protocol.iscsi.Isid;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** From the start of the launcher to the answer to the first login, tried without a pause. */
public final class FirstLogin {
  private static final Duration LIMIT = Duration.ofMinutes(1);

  private final Lab lab;
  private final Centre.Kind kind;
  private final Settings settings;
  private final boolean ever;
  private Optional<Centre.Prepared> known = Optional.empty();
  private int prepared;

  private FirstLogin(Lab lab, Centre.Kind kind, Settings settings, boolean ever) {
    this.lab = lab;
    this.kind = kind;
    this.settings = settings;
    this.ever = ever;
  }

  /** Of a program that has run before. */
  public static FirstLogin again(Lab lab, Centre.Kind kind, Settings settings) {
    return new FirstLogin(lab, kind, settings, false);
  }

  /** Of a program whose state directory is new. */
  public static FirstLogin ever(Lab lab, Centre.Kind kind, Settings settings) {
    return new FirstLogin(lab, kind, settings, true);
  }

  /** One start. */
  public Sample measure(Effort effort) throws InterruptedException {
    if (ever) {
      return start(prepare());
    }
    if (known.isEmpty()) {
      known = Optional.of(prepare());
      start(known.get());
    }
    return start(known.get());
  }

  private Centre.Prepared prepare() {
    String name = "start-%s-%d-%s".formatted(kind.word(), ++prepared, ever ? "new" : "known");
    return Centre.prepare(lab, kind, name, settings);
  }

  private static Sample start(Centre.Prepared prepared) throws InterruptedException {
    long begin = System.nanoTime();
    try (Centre centre = prepared.begin()) {
      login(centre, begin);
      double millis = (System.nanoTime() - begin) / 1e6;
      return Sample.of(Figure.START, millis).with(Figure.START_CPU, centre.cpuSeconds() * 1000);
    }
  }

  private static void login(Centre centre, long begin) throws InterruptedException {
    if (!(IscsiUrl.parse(centre.url()) instanceof IscsiUrl at)) {
      throw new IllegalArgumentException(centre.url());
    }
    InitiatorOptions options =
        InitiatorOptions.of("iqn.2026-11.io.sealcopy.bench:first", Isid.random(1, 1));
    while (true) {
      switch (Session.open(at, options)) {
        case Session session -> {
          session.abandon();
          return;
        }
        case OpenFailure failure -> {
          if (!(failure instanceof OpenFailure.NotConnected)
              || System.nanoTime() - begin > LIMIT.toNanos()) {
            throw new BenchException(failure.message() + "\n" + centre.server().log());
          }
        }
      }
      TimeUnit.MILLISECONDS.sleep(2);
    }
  }
}
