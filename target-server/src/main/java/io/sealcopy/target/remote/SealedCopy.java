package io.sealcopy.target.remote;

import io.sealcopy.config.Role;
import io.sealcopy.protocol.record.RecordHeader;
import io.sealcopy.storage.volume.Volume;
import io.sealcopy.target.Threads;
import io.sealcopy.target.scsi.LogicalUnit;
import io.sealcopy.target.scsi.Nexus;
import io.sealcopy.target.scsi.TransferLimits;
import io.sealcopy.target.scsi.UnitIdentity;
import io.sealcopy.target.scsi.UnitUpkeep;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A sealed copy at work: the core on its own thread, which takes everything that has happened since
 * it looked last as one batch; a thread that journals a batch while the one before is applied and
 * the one behind collected; and one that writes checkpoints. Safe for any thread.
 */
public final class SealedCopy implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SealedCopy.class);
  private static final long TICK_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** Less is journalled on the copy's own thread: nothing would go on beside it. */
  private static final long HANDED_OFF = 256 * 1024;

  /** A batch of this size is worth its sync. While much comes, one is waited for this long. */
  private static final long LARGE = 1 << 20;

  private static final long PATIENCE_NANOS = TimeUnit.MICROSECONDS.toNanos(250);

  /** Product identification by which a main centre knows that the target keeps a table. */
  public static final String PRODUCT = "SEALED COPY";

  private final String name;
  private final int patience;
  private final Volume base;
  private final Function<Nexus, Set<Role>> roles;
  private final SealedCopyCore core;
  private final CopyMetrics metrics;
  private final LinkedBlockingQueue<CopyEvent> events = new LinkedBlockingQueue<>();
  private final BlockBuffers buffers = new BlockBuffers();
  private final Map<Nexus, CopyView> views = new ConcurrentHashMap<>();
  private final AtomicLong nexusIds = new AtomicLong();
  private final ExecutorService disk;
  private final ExecutorService journal;
  private final Thread thread;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private volatile CopyStatistics statistics;
  private volatile boolean takenOver;

  // Of the copy's thread.
  private CopyPorts.@Nullable Job dueNow;
  private boolean busy;
  private long waitsUntil;
  private boolean drained;

  /**
   * Opens the copy's files and starts it.
   *
   * @param base where its blocks are; read directly, written by the core only
   * @param roles what a nexus may do with this copy
   * @param patience seconds without a main centre, once somebody told of a disaster, until an
   *     automatic take-over; -1: never
   */
  public SealedCopy(
      String name,
      CopyDirectory directory,
      Volume base,
      Function<Nexus, Set<Role>> roles,
      CopyMetrics metrics,
      int patience) {
    this.name = name;
    this.patience = patience;
    this.base = base;
    this.roles = roles;
    this.metrics = metrics;
    CopyOpening opening = directory.open();
    opening.fault().ifPresent(fault -> LOG.error("copy {}: {}", name, fault.text()));
    if (opening.replayed() > 0) {
      LOG.info("copy {}: applied {} records of the receive journal", name, opening.replayed());
    }
    this.core = new SealedCopyCore(directory, opening, new Ports());
    this.statistics = core.statistics();
    this.takenOver = takenOver(statistics);
    this.disk = Threads.pool("copy-" + name + "-disk", 1);
    this.journal = Threads.pool("copy-" + name + "-journal", 1);
    this.thread = Threads.factory("copy-" + name).newThread(this::run);
    thread.start();
    metrics.watch(this);
  }

  public String name() {
    return name;
  }

  /** Whether it is this centre's own by now, which hosts may write. */
  boolean isTakenOver() {
    return takenOver;
  }

  /** The copy as it was after the last batch of events. */
  public CopyStatistics statistics() {
    return statistics;
  }

  BlockBuffers buffers() {
    return buffers;
  }

  /** Asks the core; the answer comes on the copy's thread. */
  CompletableFuture<CopyAnswer> ask(Function<CopyAnswer.Listener, CopyEvent> question) {
    CompletableFuture<CopyAnswer> answer = new CompletableFuture<>();
    post(question.apply(answer::complete));
    return answer;
  }

  /** Gives an event to the core. */
  void post(CopyEvent event) {
    events.add(event);
  }

  /** The logical unit that shows the copy. */
  public LogicalUnit unit(UnitUpkeep upkeep) {
    TransferLimits usual = TransferLimits.DEFAULT;
    return new LogicalUnit(
        new UnitIdentity(PRODUCT, UnitIdentity.REVISION, base.traits().id(), false),
        base,
        this::viewFor,
        // One WRITE is one record of the receive journal.
        new TransferLimits(
            RecordHeader.MAX_DATA,
            usual.unmapBlocks(),
            usual.unmapDescriptors(),
            usual.writeSameBlocks()),
        upkeep);
  }

  /** The copy as this nexus meets it; the same view as long as the nexus lives. */
  public Volume viewFor(Nexus nexus) {
    CopyView view = views.get(nexus);
    if (view != null) {
      return view;
    }
    CopyNexus known = new CopyNexus(nexusIds.incrementAndGet(), roles.apply(nexus));
    CopyView made = new CopyView(this, base, known);
    CopyView earlier = views.putIfAbsent(nexus, made);
    if (earlier != null) {
      return earlier;
    }
    nexus.whenLost(() -> {
      views.remove(nexus);
      known.closed();
      post(new CopyEvent.NexusEnded(known.id()));
    });
    return made;
  }

  private final class Ports implements CopyPorts {
    @Override
    public void inBackground(Job job) {
      disk.execute(() -> post(metrics.timed(job)));
    }

    @Override
    public void takenOver() {
      if (!takenOver) {
        LOG.warn("copy {} was taken over: its main centre is refused, hosts may write", name);
      }
      takenOver = true;
    }

    @Override
    public int patienceAfterDisaster() {
      return patience;
    }

    @Override
    public void journal(Job job, long bytes) {
      busy = bytes >= HANDED_OFF;
      if (busy) {
        journal.execute(() -> post(metrics.timed(job)));
      } else {
        dueNow = job;
      }
    }
  }

  private void run() {
    List<CopyEvent> batch = new ArrayList<>();
    long nextTick = System.nanoTime();
    try {
      while (!drained) {
        CopyEvent first = next();
        if (first != null) {
          batch.add(first);
        }
        events.drainTo(batch);
        if (System.nanoTime() - nextTick >= 0) {
          batch.add(new CopyEvent.Tick());
          nextTick = System.nanoTime() + TICK_NANOS;
        }
        take(batch);
        batch.clear();
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException("copy " + name + " was interrupted", e);
    } finally {
      stopped.countDown();
    }
  }

  private @Nullable CopyEvent next() throws InterruptedException {
    CopyPorts.Job job = dueNow;
    if (job == null) {
      long nanos = waitsUntil == 0 ? TICK_NANOS : waitsUntil - System.nanoTime();
      return events.poll(nanos, TimeUnit.NANOSECONDS);
    }
    dueNow = null;
    return metrics.timed(job);
  }

  private void take(List<CopyEvent> batch) {
    for (CopyEvent event : batch) {
      metrics.count(event);
      core.apply(event);
    }
    if (!waitsForMore()) {
      waitsUntil = 0;
      core.settle();
      statistics = core.statistics();
    }
  }

  private static boolean takenOver(CopyStatistics statistics) {
    return statistics.takeOver().takenOver();
  }

  private boolean waitsForMore() {
    long bytes = core.bytesToJournal();
    if (!busy || bytes == 0 || bytes >= LARGE) {
      return false;
    }
    long now = System.nanoTime();
    if (waitsUntil == 0) {
      waitsUntil = now + PATIENCE_NANOS;
    }
    return now < waitsUntil;
  }

  /** Puts everything into a checkpoint and gives the files back; the volume stays open. */
  @Override
  public void close() {
    post(new CopyEvent.Shutdown(() -> drained = true));
    try {
      stopped.await();
      disk.close();
      journal.close();
      core.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      LOG.warn("copy {}: {}", name, e.getMessage());
    }
  }

  /** The view behind a volume, when it is one of a copy. */
  static @Nullable CopyView viewOf(Volume volume) {
    return volume instanceof CopyView view ? view : null;
  }
}
