package io.sealcopy.storage.journal;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.sealcopy.protocol.record.RecordHeader;
import io.sealcopy.protocol.record.RecordKind;
import io.sealcopy.storage.file.ChannelFile;
import io.sealcopy.storage.journal.RingReader.Step;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The ring on a real file: threads and allocation. */
class RecordRingFileTest {
  private static final long CAPACITY = 4 << 20;
  private static final int RECORDS = 4000;

  @TempDir Path directory;

  @Test
  void appenderSyncerAndReaderWorkAtTheSameTime() throws Exception {
    try (ChannelFile file = ChannelFile.openOrCreate(directory.resolve("ring"));
        var executor = Executors.newFixedThreadPool(2)) {
      RecordRing ring = RecordRing.create(file, CAPACITY, 1, 42);
      AtomicLong proven = new AtomicLong();
      Future<Long> reading = executor.submit(() -> read(ring, proven));
      Future<?> syncing =
          executor.submit(() -> {
            while (proven.get() < RECORDS) {
              long before = proven.get();
              assertThat(ring.sync()).isGreaterThanOrEqualTo(before);
              ring.releaseBefore(before);
            }
            return null;
          });
      for (long sequence = 1; sequence <= RECORDS; ) {
        byte[] record = Records.record(RecordKind.DATA, sequence, 8192, sequence);
        if (Records.append(ring, record)) {
          sequence++;
        } else {
          Thread.onSpinWait();
        }
        ring.write();
      }
      syncing.get();
      assertThat(reading.get()).isEqualTo(RECORDS);
      ring.close();
    }
  }

  /** Reads every record once, checks it and reports how far it is. */
  private static long read(RecordRing ring, AtomicLong proven) throws IOException {
    RingReader reader = ring.reader(ring.tail());
    long count = 0;
    while (count < RECORDS) {
      Step step = reader.next();
      assertThat(step).as(reader.damage()).isNotEqualTo(Step.DAMAGED);
      if (step == Step.RECORD) {
        count++;
        assertThat(Records.bytes(reader))
            .isEqualTo(Records.record(RecordKind.DATA, count, 8192, count));
        proven.set(count);
      }
    }
    return count;
  }

  @Test
  void appendingAllocatesNothingPerRecordOnceWarm() throws IOException {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    ByteBuffer record = ByteBuffer.wrap(Records.record(RecordKind.DATA, 1, 4096, 1));
    try (ChannelFile file = ChannelFile.openOrCreate(directory.resolve("ring"))) {
      RecordRing ring = RecordRing.create(file, CAPACITY, 1, 42);
      double best = Double.MAX_VALUE;
      for (int pass = 0; pass < 40 && best > 2; pass++) {
        long bytes = 0;
        for (int batch = 0; batch < 10; batch++) {
          long before = threads.getCurrentThreadAllocatedBytes();
          appendBatch(ring, record);
          bytes += threads.getCurrentThreadAllocatedBytes() - before;
          ring.release(ring.written());
        }
        best = Math.min(best, bytes / 2000.0);
      }
      assertThat(best).as("bytes a record, in batches of 200").isLessThan(2);
    }
  }

  private static void appendBatch(RecordRing ring, ByteBuffer record) throws IOException {
    for (int i = 0; i < 200; i++) {
      ByteBuffer room = ring.claim(record.capacity());
      if (room == null) {
        throw new AssertionError("full");
      }
      record.putLong(RecordHeader.SEQUENCE_OFFSET, ring.nextSequence());
      room.put(record.clear());
      ring.commit();
    }
    ring.write();
  }
}
