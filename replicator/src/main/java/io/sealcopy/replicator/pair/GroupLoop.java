package io.sealcopy.replicator.pair;

import io.sealcopy.replicator.Threads;
import io.sealcopy.replicator.link.LinkListener;
import io.sealcopy.replicator.link.LinkRefusal;
import io.sealcopy.replicator.link.LinkTrouble;
import io.sealcopy.replicator.link.RemoteKind;
import io.sealcopy.storage.volume.CallersLoop;
import io.sealcopy.storage.volume.Volume;
import io.sealcopy.storage.volume.VolumeFailure;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs one {@link GroupCore}, one thread at a time: its own thread, which takes events in batches,
 * or an event loop that has just taken changes of hosts and can bring them to their end itself,
 * without waking anybody. Keeps the one sync thread beside it. Whatever a core throws stops the
 * process: its state is not to be trusted then.
 */
public final class GroupLoop implements GroupPorts, LinkListener, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(GroupLoop.class);
  private static final int BATCH = 512;
  private static final long HURRIED_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
  private static final long BUSY_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
  private static final long IDLE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  /** Makes the core once the loop is there to be its ports. */
  @FunctionalInterface
  public interface CoreFactory {
    GroupCore create(GroupPorts ports) throws IOException;
  }

  private final String name;
  private final List<Volume> volumes;
  private final Journal journal;
  private final PairFiles files;
  private final ConcurrentLinkedQueue<GroupEvent> queue = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<HostChange> changes = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean serving = new AtomicBoolean();
  private final Runnable serve = this::serve;
  private final Runnable serveHosts = this::serveHosts;

  /** Held by the thread that uses the core. */
  private final ReentrantLock turn = new ReentrantLock();

  /** The thread looks again within {@link #BUSY_NANOS}, unasked. Guarded by turn. */
  private boolean looksSoon;

  private final LinkedBlockingQueue<SyncWork> syncs = new LinkedBlockingQueue<>();
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile boolean sleeping;
  private volatile boolean turnDue;
  private volatile boolean acknowledgementsAwaited;
  private volatile boolean stop;
  private volatile @Nullable Thread thread;
  private volatile @Nullable GroupCore core;
  private volatile @Nullable PairStatus status;

  /**
   * @param volumes the P-VOLs of all members
   * @param files keeps fault and base
   */
  public GroupLoop(String name, List<Volume> volumes, Journal journal, PairFiles files) {
    this.name = name;
    this.volumes = volumes;
    this.journal = journal;
    this.files = files;
  }

  /** Starts the threads; events posted before are taken first. */
  public void start(CoreFactory factory) throws IOException {
    GroupCore made = factory.create(this);
    status = made.status();
    Threads.platform("group-" + name + "-sync", this::syncLoop);
    thread =
        Threads.platform(
            "group-" + name,
            () -> {
              guarded(() -> run(made));
              ended.countDown();
            });
    core = made;
  }

  private void guarded(Runnable part) {
    boolean orderly = false;
    try {
      part.run();
      orderly = true;
    } catch (RuntimeException e) {
      LOG.error("group {}: internal fault", name, e);
    } finally {
      if (!orderly) {
        // A broken invariant: going on could lose changes silently. A restart finds the marks.
        LOG.error("group {}: its state is not to be trusted any more: the process stops", name);
        Runtime.getRuntime().halt(70);
      }
    }
  }

  private void run(GroupCore core) {
    long statusAt = 0;
    while (!stop) {
      boolean more;
      boolean settled;
      boolean hurried;
      turn.lock();
      try {
        turnDue = false;
        take(queue, core);
        take(changes, core);
        more = core.turn();
        settled = core.settled();
        hurried = core.hurried();
        looksSoon = !settled;
        acknowledgementsAwaited = core.awaitsAcknowledgements();
        long now = System.nanoTime();
        if (now - statusAt > IDLE_NANOS) {
          statusAt = now;
          status = core.status();
        }
      } finally {
        turn.unlock();
      }
      if (!more) {
        sleep(settled ? IDLE_NANOS : hurried ? HURRIED_NANOS : BUSY_NANOS);
      }
    }
  }

  private static void take(Queue<? extends GroupEvent> from, GroupCore core) {
    int taken = 0;
    GroupEvent event = from.poll();
    while (event != null) {
      core.apply(event);
      event = ++taken < BATCH ? from.poll() : null;
    }
  }

  private void sleep(long nanos) {
    sleeping = true;
    if (queue.isEmpty() && changes.isEmpty() && !turnDue && !stop) {
      LockSupport.parkNanos(this, nanos);
    }
    sleeping = false;
  }

  private void wake() {
    if (sleeping) {
      LockSupport.unpark(thread);
    }
  }

  @Override
  public void post(GroupEvent event) {
    queue.add(event);
    wake();
  }

  /** Takes a change of a host, from any thread; an event loop brings it to its end itself. */
  public void submit(HostChange change) {
    changes.add(change);
    Executor loop = CallersLoop.current();
    if (loop == null) {
      wake();
    } else if (!serving.getAndSet(true)) {
      loop.execute(serve);
    }
  }

  /** On an event loop: takes what hosts have brought, unless another thread is at it. */
  private void serve() {
    serving.set(false);
    // Who holds the turn looks again after giving it back, so a change is never left behind.
    while (core != null && !changes.isEmpty() && turn.tryLock()) {
      try {
        guarded(serveHosts);
      } finally {
        turn.unlock();
      }
    }
  }

  private void serveHosts() {
    GroupCore running = Objects.requireNonNull(core);
    take(changes, running);
    boolean due = running.hostTurn();
    if (due || (running.unsynced() && !looksSoon)) {
      turnDue = true;
      wake();
    }
  }

  /** How the pair was at most about 100 ms ago; null before the start. */
  public @Nullable PairStatus status() {
    return status;
  }

  /** Asks the core, and waits for its answer. */
  public CompletableFuture<PairStatus> query() {
    CompletableFuture<PairStatus> answer = new CompletableFuture<>();
    post(new GroupEvent.Query(answer::complete));
    return answer;
  }

  private void syncLoop() {
    try {
      while (!stop) {
        SyncWork work = syncs.poll(1, TimeUnit.SECONDS);
        if (work != null) {
          post(syncNow(work));
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private GroupEvent.Synced syncNow(SyncWork work) throws InterruptedException {
    String journalFailure = null;
    try {
      if (work.journal()) {
        journal.sync();
      }
    } catch (IOException e) {
      journalFailure = String.valueOf(e.getMessage());
    }
    VolumeFailure volumeFailure = work.volume() ? flushVolumes() : null;
    ShippingBase base = work.base();
    if (journalFailure == null && base != null) {
      try {
        files.storeBase(base);
        journal.release(work.releaseTo());
      } catch (IOException e) {
        journalFailure = String.valueOf(e.getMessage());
      }
    }
    return new GroupEvent.Synced(work, journalFailure, volumeFailure);
  }

  /** All at the same time: what one is told holds for the group. */
  private @Nullable VolumeFailure flushVolumes() throws InterruptedException {
    CountDownLatch flushed = new CountDownLatch(volumes.size());
    AtomicReference<@Nullable VolumeFailure> first = new AtomicReference<>();
    for (Volume volume : volumes) {
      volume.flush(failure -> {
        if (failure != null) {
          first.compareAndSet(null, failure);
        }
        flushed.countDown();
      });
    }
    flushed.await();
    return first.get();
  }

  /** Finishes what was begun, makes it durable and ends both threads. */
  @Override
  public void close() {
    post(
        new GroupEvent.Stop(() -> {
          stop = true;
        }));
    try {
      if (!ended.await(30, TimeUnit.SECONDS)) {
        LOG.warn(
            "group {} did not stop in 30 s; what it had begun is found at the next start", name);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    stop = true;
  }

  @Override
  public long wallMillis() {
    return System.currentTimeMillis();
  }

  @Override
  public long steadyMillis() {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
  }

  @Override
  public int random(int bound) {
    return ThreadLocalRandom.current().nextInt(bound);
  }

  @Override
  public void sync(SyncWork work) {
    syncs.add(work);
  }

  @Override
  public void storeFault(@Nullable PairFault fault) {
    if (fault != null) {
      LOG.error("group {} is suspended (PSUE, {}): {}", name, fault.reason(), fault.message());
    }
    try {
      files.storeFault(fault);
    } catch (IOException e) {
      LOG.error("group {}: its fault cannot be stored: {}", name, e.getMessage());
    }
  }

  @Override
  public void storeHold(PairHold hold) throws IOException {
    LOG.info("group {}: {}", name, hold == PairHold.NONE ? "goes on" : hold.message());
    files.storeHold(hold);
  }

  @Override
  public void storeVerify(VerifyStatus status) {
    LOG.info(
        "group {}: verify {}: {} regions differed, {} repaired",
        name,
        status.outcome(),
        status.differences(),
        status.repaired());
    try {
      files.storeVerify(status);
    } catch (IOException e) {
      LOG.error("group {}: how its verify ended cannot be stored: {}", name, e.getMessage());
    }
  }

  @Override
  public void storeOpenings(Openings openings) throws IOException {
    files.storeOpenings(openings);
  }

  @Override
  public void storeBase(ShippingBase base) throws IOException {
    files.storeBase(base);
  }

  @Override
  public void opened(long nexus, RemoteKind remote) {
    LOG.info("group {}: link is up ({})", name, remote);
    post(new GroupEvent.LinkOpened(nexus, remote));
  }

  @Override
  public void lost(long nexus, LinkTrouble trouble) {
    LOG.warn("group {}: link is down: {}", name, trouble.message());
    post(new GroupEvent.LinkLost(nexus, trouble));
  }

  @Override
  public void refused(long nexus, LinkRefusal refusal) {
    post(new GroupEvent.Refused(nexus, refusal));
  }

  @Override
  public void acknowledged(long nexus, long token) {
    // They come one by one and by the thousand: the thread looks for them while any is to come.
    queue.add(new GroupEvent.Acknowledged(nexus, token));
    if (acknowledgementsAwaited) {
      wake();
    }
  }
}
