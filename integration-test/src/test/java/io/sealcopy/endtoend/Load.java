package io.sealcopy.endtoend;

import io.sealcopy.initiator.ScsiOutcome;
import io.sealcopy.protocol.testing.Seeds;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Hosts that write numbered versions of 4 KiB cells at random places, each in a part of the volume
 * of its own, and remember what was acknowledged. They log in again as long as it takes.
 */
final class Load implements AutoCloseable {
  static final int CELL = 4096;
  private static final int LONGEST = 24;
  private static final int RETRY_MILLIS = 100;

  private final int blockLength;
  private final Supplier<Optional<HostSession>> login;
  private final long[] acknowledged;
  private final long[] attempted;
  private final AtomicLong version = new AtomicLong();
  private final AtomicLong good = new AtomicLong();
  private final AtomicBoolean stop = new AtomicBoolean();
  private final AtomicReference<@Nullable String> surprise = new AtomicReference<>();
  private final List<Thread> hosts = new ArrayList<>();
  private final WriteHistory history;

  private Load(long size, int blockLength, int hosts, Supplier<Optional<HostSession>> login) {
    this.blockLength = blockLength;
    this.login = login;
    int cells = Math.toIntExact(size / CELL);
    history = new WriteHistory(hosts, cells / hosts);
    acknowledged = new long[cells];
    attempted = new long[cells];
  }

  /**
   * Starts it.
   *
   * @param size of the volume, bytes
   */
  static Load start(
      long size, int blockLength, int hosts, long seed, Supplier<Optional<HostSession>> login) {
    Load load = new Load(size, blockLength, hosts, login);
    int part = load.acknowledged.length / hosts;
    for (int i = 0; i < hosts; i++) {
      int number = i;
      RandomGenerator random = Seeds.generator(seed + i);
      load.hosts.add(
          Thread.ofVirtual().name("host-" + i).start(() -> load.host(number, part, random)));
    }
    return load;
  }

  /** What was written, and when. */
  WriteHistory history() {
    return history;
  }

  /** Writes that were acknowledged. */
  long good() {
    return good.get();
  }

  /** Waits for that many further acknowledged writes. */
  void awaitFurther(long writes) {
    long from = good();
    Scratch.await(
        writes + " further writes",
        java.time.Duration.ofMinutes(1),
        () -> good() >= from + writes || surprise.get() != null);
    check();
  }

  private void check() {
    String said = surprise.get();
    if (said != null) {
      throw new AssertionError(said);
    }
  }

  /** Ends it, after the commands under way. */
  void stop() {
    stop.set(true);
    for (Thread host : hosts) {
      try {
        host.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new AssertionError("interrupted", e);
      }
    }
    check();
  }

  @Override
  public void close() {
    stop.set(true);
  }

  private void host(int number, int cells, RandomGenerator random) {
    while (!stop.get()) {
      Optional<HostSession> session = login.get();
      if (session.isEmpty()) {
        Scratch.pause(RETRY_MILLIS);
        continue;
      }
      try (HostSession open = session.get()) {
        write(open, number, cells, random);
      }
    }
  }

  private void write(HostSession session, int host, int cells, RandomGenerator random) {
    while (!stop.get()) {
      int count = random.nextInt(1, LONGEST + 1);
      int cell = host * cells + random.nextInt(cells - count + 1);
      long number = version.incrementAndGet();
      ByteBuffer data = ByteBuffer.allocate(count * CELL);
      for (int i = 0; i < count; i++) {
        attempted[cell + i] = number;
        fill(data.slice(i * CELL, CELL), cell + i, number);
      }
      WriteHistory.Entry entry = history.begin(number, host, cell, count);
      int blocks = CELL / blockLength;
      ScsiOutcome outcome =
          session
              .lun()
              .write((long) cell * blocks, count * blocks, random.nextInt(16) == 0, data)
              .join();
      if (outcome instanceof ScsiOutcome.Failure) {
        return;
      }
      if (!outcome.good()) {
        // Reported once, for instance at the session's first command: the write was not done.
        if (outcome.describe().contains("UNIT_ATTENTION")) {
          continue;
        }
        surprise.compareAndSet(null, "a write was refused: " + outcome.describe());
        return;
      }
      entry.acknowledged();
      for (int i = 0; i < count; i++) {
        acknowledged[cell + i] = number;
      }
      good.incrementAndGet();
    }
  }

  /** What a cell holds when it has this version; zeros before the first. */
  static ByteBuffer content(int index, long version) {
    ByteBuffer cell = ByteBuffer.allocate(CELL);
    if (version != 0) {
      fill(cell, index, version);
      cell.flip();
    }
    return cell;
  }

  private static void fill(ByteBuffer cell, int index, long version) {
    RandomGenerator bytes = Seeds.generator(version * 1_000_003 + index);
    cell.putLong(version).putLong(index);
    while (cell.hasRemaining()) {
      cell.putLong(bytes.nextLong());
    }
  }

  /**
   * Fails unless each cell of {@code image} holds, whole, the version acknowledged last or one that
   * was attempted after it.
   */
  void assertIn(Path image) throws IOException {
    try (FileChannel channel = FileChannel.open(image, StandardOpenOption.READ)) {
      ByteBuffer cell = ByteBuffer.allocate(CELL);
      ByteBuffer expected = ByteBuffer.allocate(CELL);
      for (int i = 0; i < acknowledged.length; i++) {
        cell.clear();
        channel.read(cell, (long) i * CELL);
        long found = cell.getLong(0);
        if (found < acknowledged[i] || found > attempted[i]) {
          throw new AssertionError(
              "cell %d of %s has version %d; %d was acknowledged and %d attempted"
                  .formatted(i, image, found, acknowledged[i], attempted[i]));
        }
        expected.clear();
        if (found == 0) {
          expected.put(new byte[CELL]);
        } else {
          fill(expected, i, found);
        }
        if (!cell.flip().equals(expected.flip())) {
          throw new AssertionError("cell %d of %s is not whole".formatted(i, image));
        }
      }
    }
  }
}
