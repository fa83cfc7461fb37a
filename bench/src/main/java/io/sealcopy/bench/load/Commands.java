package io.sealcopy.bench.load;

import io.sealcopy.bench.row.BenchException;
import io.sealcopy.initiator.ScsiOutcome;
import io.sealcopy.initiator.ScsiRequest;
import io.sealcopy.protocol.Crc32c;
import io.sealcopy.protocol.record.RecordHeader;
import io.sealcopy.protocol.scsi.BlockCdbs;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Commands under way, always as many as wanted: each that completes is followed by another, on the
 * session whose turn it is. Started and stopped by one thread.
 */
public final class Commands {
  private static final int BLOCK = 512;
  private static final int KEPT = 1 << 20;
  private static final Duration LIMIT = Duration.ofMinutes(1);

  private final OwnInitiator load;
  private final Hosts hosts;
  private final CountDownLatch ended;
  private final AtomicLong[] positions;
  private final AtomicReference<@Nullable String> failure = new AtomicReference<>();
  private final long began = System.nanoTime();
  private final long[] nanos = new long[KEPT];
  private long count;
  private volatile boolean over;

  /** CRC32C of what is written. */
  private int checksum;

  private double seconds;

  Commands(OwnInitiator load, Hosts hosts) {
    this.load = load;
    this.hosts = hosts;
    this.ended = new CountDownLatch(load.depth());
    this.positions = new AtomicLong[hosts.unitCount()];
    Arrays.setAll(positions, _ -> new AtomicLong());
  }

  void begin() {
    byte[] bytes = new byte[load.length()];
    new Random(11).nextBytes(bytes);
    ByteBuffer written = ByteBuffer.allocateDirect(load.length()).put(bytes).flip();
    checksum = Crc32c.of(bytes, 0, bytes.length);
    for (int number = 0; number < load.depth(); number++) {
      // What is written can be shared, what is read cannot.
      ByteBuffer data =
          load.write() ? written.duplicate() : ByteBuffer.allocateDirect(load.length());
      new Place(number, data).next();
    }
  }

  /** Whether it has neither been stopped nor failed. */
  boolean goesOn() {
    return !over;
  }

  /**
   * Lets what is under way end.
   *
   * @throws BenchException when a command failed
   */
  public void stop() throws InterruptedException {
    over = true;
    if (!ended.await(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
      throw new BenchException("commands do not end within " + LIMIT);
    }
    seconds = (System.nanoTime() - began) / 1e9;
    String why = failure.get();
    if (why != null) {
      throw new BenchException("after %d commands: %s".formatted(count(), why));
    }
  }

  /** How many have completed. */
  public synchronized long count() {
    return count;
  }

  /** From the first command to the end of the last. */
  public double seconds() {
    return seconds;
  }

  /** The time within which so many of a hundred were answered, in microseconds (nearest rank). */
  public synchronized double micros(int percent) {
    return rank(Arrays.copyOf(nanos, (int) Math.min(count, KEPT)), percent) / 1e3;
  }

  static long rank(long[] values, int percent) {
    if (values.length < 100) {
      throw new BenchException("only %d commands: no percentiles".formatted(values.length));
    }
    Arrays.sort(values);
    return values[(int) Math.ceil(values.length * percent / 100.0) - 1];
  }

  private synchronized void completed(long taken) {
    nanos[(int) (count++ % KEPT)] = taken;
  }

  /** One of the commands under way. */
  private final class Place implements Consumer<ScsiOutcome> {
    private final ByteBuffer data;
    private final ByteBuffer head = ByteBuffer.allocateDirect(RecordHeader.LENGTH);
    private final Random random;
    private long turn;
    private long sent;

    Place(int number, ByteBuffer data) {
      this.turn = number;
      this.data = data;
      this.random = new Random(number);
    }

    void next() {
      if (over) {
        ended.countDown();
        return;
      }
      int unit = hosts.unit(turn);
      long lba = offset(positions[(int) (turn % positions.length)]) / BLOCK;
      int blocks = load.length() / BLOCK;
      RecordSource records = hosts.records(turn);
      ScsiRequest request;
      if (records != null) {
        request = records.next(unit, lba, head, data, checksum);
      } else if (load.write()) {
        request = ScsiRequest.writing(unit, BlockCdbs.write16(lba, blocks, false), data);
      } else {
        request = ScsiRequest.reading(unit, BlockCdbs.read16(lba, blocks), data);
      }
      long now = turn;
      turn += load.depth();
      sent = System.nanoTime();
      hosts.session(now).submit(request, this);
    }

    private long offset(AtomicLong position) {
      if (load.random()) {
        return random.nextLong(load.span() / load.length()) * load.length();
      }
      long at = position.getAndAdd(load.length());
      return at % (load.span() / load.length() * load.length());
    }

    @Override
    public void accept(ScsiOutcome outcome) {
      if (!outcome.good()) {
        failure.compareAndSet(null, outcome.describe());
        over = true;
        ended.countDown();
        return;
      }
      completed(System.nanoTime() - sent);
      next();
    }
  }
}
