package io.sealcopy.bench.load;

import io.sealcopy.bench.peer.Served;
import io.sealcopy.bench.row.BenchException;
import io.sealcopy.initiator.InitiatorOptions;
import io.sealcopy.initiator.IscsiUrl;
import io.sealcopy.initiator.OpenFailure;
import io.sealcopy.initiator.ScsiOutcome;
import io.sealcopy.initiator.Session;
import io.sealcopy.initiator.TargetLun;
import io.sealcopy.protocol.iscsi.Isid;
import io.sealcopy.protocol.vendor.OpenNexus.LinkKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Sessions of our own initiator with one served volume, and maybe with others of its target. */
public final class Hosts implements AutoCloseable {
  private static final String NAME = "iqn.2026-11.io.sealcopy.bench:host";
  private static final int WINDOW = 256;

  private final List<Session> sessions = new ArrayList<>();
  private final List<Integer> units = new ArrayList<>();

  /** Of each unit to which records cross; others have none. */
  private final List<@Nullable RecordSource> records = new ArrayList<>();

  private Hosts() {}

  /** One session. */
  public static Hosts one(Served served) {
    return open(served.url(), 1, 1, false);
  }

  /** One session with the unit at a URL. */
  public static Hosts at(String url) {
    return open(url, 1, 1, false);
  }

  /** One session with header and data digests. */
  public static Hosts withDigests(Served served) {
    return open(served.url(), 1, 1, true);
  }

  /** That many sessions, each of another initiator. */
  public static Hosts several(Served served, int count) {
    return open(served.url(), count, 1, false);
  }

  /** One session, and so many units with numbers from that of the URL on. */
  public static Hosts units(Served served, int count) {
    return open(served.url(), 1, count, false);
  }

  /**
   * Main centres, each with a session of its own and one sealed copy: their units have the numbers
   * from that of the URL on, and the initiator {@link ReplicationNexus#MAIN_CENTRE} the role
   * replication on them. What is written goes to each copy in the order of its blocks.
   */
  public static Hosts mainCentres(String url, int count, LinkKind link) {
    return paired(url, count, link);
  }

  /** The same sessions, each with one plain volume. */
  public static Hosts besideMainCentres(String url, int count) {
    return paired(url, count, null);
  }

  private static Hosts paired(String url, int count, @Nullable LinkKind link) {
    IscsiUrl at = parsed(url);
    Hosts hosts = new Hosts();
    boolean complete = false;
    try {
      Random random = new Random();
      for (int i = 0; i < count; i++) {
        int unit = at.lun() + i;
        Isid isid = Isid.random(random.nextInt(1 << 24), i);
        hosts.units.add(unit);
        hosts.add(at, ReplicationNexus.options(isid).withMaxCommands(WINDOW), List.of(unit));
        hosts.records.add(
            link == null ? null : ReplicationNexus.open(hosts.sessions.getLast(), unit, link));
      }
      complete = true;
      return hosts;
    } finally {
      if (!complete) {
        hosts.close();
      }
    }
  }

  private static IscsiUrl parsed(String url) {
    if (!(IscsiUrl.parse(url) instanceof IscsiUrl at)) {
      throw new IllegalArgumentException(url);
    }
    return at;
  }

  private static Hosts open(String url, int count, int units, boolean digests) {
    IscsiUrl at = parsed(url);
    Hosts hosts = new Hosts();
    boolean complete = false;
    try {
      for (int unit = 0; unit < units; unit++) {
        hosts.units.add(at.lun() + unit);
      }
      Random random = new Random();
      for (int i = 0; i < count; i++) {
        Isid isid = Isid.random(random.nextInt(1 << 24), i);
        InitiatorOptions options = InitiatorOptions.of(NAME + i, isid).withMaxCommands(WINDOW);
        hosts.add(at, digests ? options.withDigests(true) : options, hosts.units);
      }
      complete = true;
      return hosts;
    } finally {
      if (!complete) {
        hosts.close();
      }
    }
  }

  private void add(IscsiUrl at, InitiatorOptions options, List<Integer> used) {
    switch (Session.open(at, options)) {
      case OpenFailure failure -> throw new BenchException(failure.message());
      case Session session -> {
        sessions.add(session);
        for (int unit : used) {
          // What a unit has to say at first, it says now.
          ScsiOutcome ready = new TargetLun(session, unit).testUnitReady();
          if (!ready.good()) {
            throw new BenchException("unit %d: %s".formatted(unit, ready.describe()));
          }
        }
      }
    }
  }

  Session session(long turn) {
    return sessions.get((int) (turn % sessions.size()));
  }

  /** Units that are written or read side by side. */
  int unitCount() {
    return units.size();
  }

  int unit(long turn) {
    return units.get((int) (turn % units.size()));
  }

  /** What makes the records for that unit, or null: it takes WRITEs. */
  @Nullable RecordSource records(long turn) {
    return records.isEmpty() ? null : records.get((int) (turn % units.size()));
  }

  /** Ends the sessions, with a logout each. */
  @Override
  public void close() {
    sessions.forEach(Session::close);
    sessions.clear();
  }
}
