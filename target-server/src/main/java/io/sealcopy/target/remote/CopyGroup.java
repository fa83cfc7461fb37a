package io.sealcopy.target.remote;

import io.sealcopy.target.Threads;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.ObjLongConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A group of sealed copies at work: the core on its own thread, which takes everything that has
 * happened since it looked last as one batch; a thread that journals a batch while the one before
 * is applied and the one behind collected; and one that writes checkpoints. Safe for any thread.
 */
final class CopyGroup implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CopyGroup.class);
  private static final long TICK_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** Less is journalled on the group's own thread: nothing would go on beside it. */
  private static final long HANDED_OFF = 256 * 1024;

  /** A batch of this size is worth its sync. While much comes, one is waited for this long. */
  private static final long LARGE = 1 << 20;

  private static final long PATIENCE_NANOS = TimeUnit.MICROSECONDS.toNanos(250);

  private final UUID id;
  private final GroupCopyCore core;
  private final int patience;
  private final ReceiveMemory.OfGroup memory;
  private final BlockBuffers buffers;
  private final GroupMetrics metrics;
  private final ObjLongConsumer<String> drop;
  private final LinkedBlockingQueue<CopyEvent> events = new LinkedBlockingQueue<>();
  private final ExecutorService disk;
  private final ExecutorService journal;
  private final Thread thread;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private volatile GroupStatistics statistics;
  private volatile boolean takenOver;
  private volatile boolean ended;

  /** Whether it was said that nothing is sealed. */
  private boolean plain;

  // Of the group's thread.
  private CopyPorts.@Nullable Job dueNow;
  private boolean busy;
  private long waitsUntil;
  private boolean drained;
  private Set<Long> outdated = Set.of();

  /**
   * Starts a group that was just opened, or made.
   *
   * @param patience see {@link CopyPorts#patienceAfterDisaster}
   * @param memory for what is received
   * @param drop ends the session of this number, for a reason
   */
  CopyGroup(
      GroupOpening opening,
      int patience,
      ReceiveMemory.OfGroup memory,
      GroupMetrics metrics,
      ObjLongConsumer<String> drop) {
    this.id = opening.groupId();
    this.patience = patience;
    this.memory = memory;
    this.buffers = new BlockBuffers(memory);
    this.metrics = metrics;
    this.drop = drop;
    opening.fault().ifPresent(fault -> LOG.error("group {}: {}", id, fault.text()));
    if (opening.replayed() > 0) {
      LOG.info("group {}: applied {} records of the receive journal", id, opening.replayed());
    }
    this.core = new GroupCopyCore(opening, new Ports());
    this.statistics = core.statistics();
    this.takenOver = statistics.takenOver();
    announcePlain();
    String name = id.toString().substring(0, 8);
    this.disk = Threads.pool("group-" + name + "-disk", 1);
    this.journal = Threads.pool("group-" + name + "-journal", 1);
    this.thread = Threads.factory("group-" + name).newThread(this::run);
    thread.start();
    metrics.watch(this);
  }

  UUID id() {
    return id;
  }

  /** The group as it was after the last batch of events. */
  GroupStatistics statistics() {
    return statistics;
  }

  /** Whether its copies are this centre's own by now; true before anybody is told. */
  boolean isTakenOver() {
    return takenOver;
  }

  /** For the data of its writes. */
  BlockBuffers buffers() {
    return buffers;
  }

  /** What its writes hold counts as this main centre's. */
  void belongsTo(String initiator) {
    memory.belongsTo(initiator);
  }

  /** Bytes that writes hold which are not in place. */
  long heldBytes() {
    return memory.held();
  }

  /** Gives an event to the core. */
  void post(CopyEvent event) {
    events.add(event);
    if (ended) {
      refuseLeft();
    }
  }

  /** Whoever posts when nobody takes events any more sees that it ended, or is seen by it. */
  private void refuseLeft() {
    for (CopyEvent left = events.poll(); left != null; left = events.poll()) {
      LateEvents.refuse(left);
    }
  }

  private final class Ports implements CopyPorts {
    @Override
    public void inBackground(Job job) {
      disk.execute(() -> post(metrics.timed(job)));
    }

    @Override
    public void takenOver(Set<Long> sessions) {
      if (!takenOver) {
        LOG.warn("group {} was taken over: its main centre is refused, hosts may write", id);
      }
      takenOver = true;
      outdated = sessions;
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
      throw new IllegalStateException("group " + id() + " was interrupted", e);
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
      core.apply(event);
    }
    if (!waitsForMore()) {
      waitsUntil = 0;
      core.settle();
      publish();
    }
  }

  private void publish() {
    core.publish();
    String lost = statistics.earlier().lost();
    statistics = core.statistics();
    announcePlain();
    if (!statistics.earlier().lost().equals(lost)) {
      LOG.warn("group {}: its earlier image is lost: {}", id, statistics.earlier().lost());
    }
    // Once all that they have sent is answered: a main centre without writes would hear of the
    // take-over with its next one only, which its host believes to be copied.
    if (!outdated.isEmpty() && isSettled(statistics)) {
      outdated.forEach(session -> drop.accept("group " + id + " was taken over", session));
      outdated = Set.of();
    }
  }

  /** Never silently: whoever can read the copies' volumes can read the data. */
  private void announcePlain() {
    if (statistics.plain() && !plain) {
      plain = true;
      LOG.warn("group {} is a PLAIN copy: its main centre seals nothing (seal = off)", id);
    }
  }

  private static boolean isSettled(GroupStatistics now) {
    return now.pending() == 0 || now.stalled().isPresent() || now.fault().isPresent();
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

  /** Puts everything into a checkpoint and gives the files back; the volumes stay open. */
  @Override
  public void close() {
    memory.leave();
    post(new CopyEvent.Shutdown(() -> drained = true));
    try {
      stopped.await();
      ended = true;
      refuseLeft();
      disk.close();
      journal.close();
      core.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      LOG.warn("group {}: {}", id, e.getMessage());
    }
    metrics.close();
  }
}
