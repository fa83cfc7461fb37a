package io.sealcopy.replicator.pair;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.protocol.record.RecordKind;
import io.sealcopy.replicator.link.RemoteKind;
import io.sealcopy.replicator.link.ReplicationLink;
import io.sealcopy.storage.volume.MemoryVolume;
import io.sealcopy.storage.volume.VolumeGeometry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * What a million changes that are pending cost the main centre beyond its journal on disk: here the
 * journal keeps nothing but its length, so all that grows is the group's.
 */
class MemoryPerPendingChangeTest {
  private static final int CHANGES = 1_000_000;
  private static final int MOST_BYTES_EACH = 32;
  private static final int BLOCK = 512;
  private static final int BLOCKS = 4096;
  private static final int BATCH = 64;

  private final ArrayDeque<GroupEvent> events = new ArrayDeque<>();
  private final HostBuffers buffers = new HostBuffers(1 << 20, 1 << 28);
  private final Link link = new Link();
  private final GroupCore core = start();
  private long answered;
  private long now;

  private GroupCore start() {
    GroupParameters parameters = GroupParameters.standard("test", Long.MAX_VALUE / 4);
    GroupMembers members =
        new GroupMembers(
            parameters,
            List.of(
                new GroupMember.Part(
                    "volume",
                    new MemoryVolume(
                        new UUID(1, 1), new UUID(2, 2), new VolumeGeometry(BLOCK, BLOCKS)),
                    (_, plain, sealed) -> sealed.put(plain))));
    try {
      return new GroupCore(
          parameters,
          members,
          new LengthOnly(),
          new SimRegionLog(members.regionCount(), new SimSteps()),
          buffers,
          new Ports(),
          link,
          new Standing(
              new ShippingBase(ShippingBase.ADOPT, 1), null, PairHold.NONE, PairOptions.DEFAULT));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** So many changes of a block each are made and answered. */
  private void change(int count) {
    long before = answered;
    for (int i = 0; i < count; i++) {
      HostBuffer data = buffers.take(BLOCK);
      long lba = i * 3L % BLOCKS; // Never behind each other: each is a record.
      events.add(new HostChange(HostChange.Kind.WRITE, 0, lba, 1, false, data, _ -> answered++));
      if (i % BATCH == BATCH - 1) {
        settle();
      }
    }
    settle();
    assertThat(answered - before).isEqualTo(count);
  }

  private void settle() {
    boolean more = true;
    while (more || !events.isEmpty()) {
      now++;
      while (!events.isEmpty()) {
        core.apply(events.removeFirst());
      }
      more = core.turn();
    }
  }

  private static long heap() {
    Runtime runtime = Runtime.getRuntime();
    for (int i = 0; i < 4; i++) {
      System.gc();
    }
    return runtime.totalMemory() - runtime.freeMemory();
  }

  private void millionChangesStayWithinTheBound() {
    change(20_000);
    long pending = core.status().lagChanges();
    long before = heap() + buffers.used();
    change(CHANGES);
    assertThat(core.status().lagChanges() - pending).isEqualTo(CHANGES);
    long grown = heap() + buffers.used() - before;
    assertThat(grown).isLessThan((long) CHANGES * MOST_BYTES_EACH);
  }

  @Test
  void whileTheRemoteIsAway() {
    millionChangesStayWithinTheBound();
  }

  @Test
  void whileTheRemoteAcknowledgesNothing() {
    settle();
    events.add(new GroupEvent.LinkOpened(link.opened, new RemoteKind.Ours(0)));
    change(100_000); // Until as much is on its way, and in memory to be shipped, as may be.
    assertThat(link.written).isPositive();
    millionChangesStayWithinTheBound();
  }

  private static final class Link implements ReplicationLink {
    private long opened;
    private long written;

    @Override
    public void open(long nexus) {
      opened = nexus;
    }

    @Override
    public void write(long nexus, long token, int member, long lba, ByteBuffer data) {
      written++;
    }

    @Override
    public void flush(long nexus, long token) {}

    @Override
    public void close() {}
  }

  private final class Ports implements GroupPorts {
    @Override
    public long wallMillis() {
      return now;
    }

    @Override
    public long steadyMillis() {
      return now;
    }

    @Override
    public int random(int bound) {
      return 0;
    }

    @Override
    public void post(GroupEvent event) {
      events.add(event);
    }

    @Override
    public void sync(SyncWork work) {
      events.add(new GroupEvent.Synced(work, null, null));
    }

    @Override
    public void storeFault(@Nullable PairFault fault) {}

    @Override
    public void storeHold(PairHold hold) {}

    @Override
    public void storeBase(ShippingBase base) {}
  }

  /** Each record is one block of zeros; its position is its sequence. */
  private static final class LengthOnly implements Journal {
    private long next = 1;

    @Override
    public long firstSequence() {
      return 1;
    }

    @Override
    public long nextSequence() {
      return next;
    }

    @Override
    public long firstPosition() {
      return 1;
    }

    @Override
    public long endPosition() {
      return next;
    }

    @Override
    public long capacity() {
      return Long.MAX_VALUE / 4;
    }

    @Override
    public boolean fits(int records, long dataBytes) {
      return true;
    }

    @Override
    public long append(
        RecordKind kind,
        boolean depends,
        int member,
        long lba,
        int blocks,
        ByteBuffer data,
        long sealedAt) {
      return next++;
    }

    @Override
    public void lastHeader(ByteBuffer into) {
      into.position(into.limit());
    }

    @Override
    public void stage() {}

    @Override
    public boolean roomy() {
      return true;
    }

    @Override
    public @Nullable JournalEntry read(long position) {
      return position >= next
          ? null
          : new JournalEntry(
              position, position + 1, RecordKind.DATA, false, position, 0, 0, 1, BLOCK, 0);
    }

    @Override
    public void readData(JournalEntry entry, ByteBuffer into) {
      into.position(into.limit());
    }

    @Override
    public int recordLength(JournalEntry entry) {
      return BLOCK;
    }

    @Override
    public void readRecord(JournalEntry entry, ByteBuffer into) {
      into.position(into.limit());
    }

    @Override
    public void sync() {}

    @Override
    public void release(long position) {}

    @Override
    public void reset(long sequence) {}
  }
}
