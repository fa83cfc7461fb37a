package io.sealcopy.replicator.pair;

import io.sealcopy.protocol.Crc32c;
import io.sealcopy.protocol.key.KeyId;
import io.sealcopy.protocol.record.RecordHeader;
import io.sealcopy.protocol.record.RecordKind;
import io.sealcopy.protocol.record.SealSuite;
import io.sealcopy.storage.file.StorageFile;
import io.sealcopy.storage.journal.RecordRing;
import io.sealcopy.storage.journal.RingOpening;
import io.sealcopy.storage.journal.RingReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The group's journal in a {@link RecordRing}. */
public final class RingJournal implements Journal, AutoCloseable {
  /** After damage nobody knows which sequences were used: far enough above those known. */
  private static final long SEQUENCES_SKIPPED = 1L << 32;

  /**
   * What every record of the group says of itself.
   *
   * @param volumes the group's, in the order of its members
   */
  public record Origin(
      UUID group, List<Volume> volumes, long epoch, SealSuite suite, KeyId keyId, int generation) {
    /** What a record says of its volume. */
    public record Volume(UUID id, int blockLength) {}

    /** The index of the member with this volume id; -1 when there is none. */
    int memberWith(UUID volume) {
      for (int i = 0; i < volumes.size(); i++) {
        if (volumes.get(i).id.equals(volume)) {
          return i;
        }
      }
      return -1;
    }
  }

  private final StorageFile file;
  private final long capacity;
  private final Origin origin;
  private final LongSupplier ringIds;
  private volatile @Nullable RecordRing ring;
  private final @Nullable String damage;
  private long sequenceAfterDamage;
  private @Nullable RingReader reader;

  /** Where the record appended last was filled in; to be read before the next call. */
  private @Nullable ByteBuffer lastRoom;

  private int lastStart;
  private @Nullable JournalEntry current;
  private long currentAsked = -1;
  private final @Nullable Located located;

  /** What is kept from {@code sequence} on, as found when the journal was opened. */
  private record Located(long sequence, Pending pending) {}

  private RingJournal(
      StorageFile file,
      long capacity,
      Origin origin,
      LongSupplier ringIds,
      @Nullable RecordRing ring,
      @Nullable Located located,
      @Nullable String damage,
      long sequenceAfterDamage) {
    this.file = file;
    this.capacity = capacity;
    this.origin = origin;
    this.ringIds = ringIds;
    this.ring = ring;
    this.located = located;
    this.damage = damage;
    this.sequenceAfterDamage = sequenceAfterDamage;
  }

  /** Makes an empty journal; the first record gets sequence 1. */
  public static RingJournal create(
      StorageFile file, long capacity, Origin origin, LongSupplier ringIds) throws IOException {
    RecordRing ring = RecordRing.create(file, capacity, 1, ringIds.getAsLong());
    return new RingJournal(file, capacity, origin, ringIds, ring, null, null, 0);
  }

  /**
   * Opens what is there; a damaged one is opened too, and says so in {@link #damage}. What had been
   * durable at the last checkpoint is not read: shipping finds out whether it is sound.
   *
   * @param knownSequence the first sequence that is not proven at the remote
   */
  public static RingJournal open(
      StorageFile file, long capacity, Origin origin, LongSupplier ringIds, long knownSequence)
      throws IOException {
    return switch (RecordRing.openAtCheckpoint(file)) {
      case RingOpening.Opened(RecordRing ring, long _, String _) -> {
        RingReader reader = ring.reader(ring.tail());
        Located located = locate(ring, reader, knownSequence);
        yield located == null
            ? damaged(file, ring.capacity(), origin, ringIds, reader.damage(), ring.nextSequence())
            : new RingJournal(file, ring.capacity(), origin, ringIds, ring, located, null, 0);
      }
      case RingOpening.Damaged damaged ->
          damaged(
              file,
              capacity,
              origin,
              ringIds,
              damaged.what(),
              Math.max(Math.max(damaged.synced(), damaged.sequence()), knownSequence));
      case RingOpening.NoRing(String what) ->
          damaged(file, capacity, origin, ringIds, what, knownSequence);
    };
  }

  private static RingJournal damaged(
      StorageFile file,
      long capacity,
      Origin origin,
      LongSupplier ringIds,
      String what,
      long sequence) {
    return new RingJournal(
        file, capacity, origin, ringIds, null, null, what, sequence + SEQUENCES_SKIPPED);
  }

  /** Goes past what is proven but was not given up yet; null when that is damaged. */
  private static @Nullable Located locate(RecordRing ring, RingReader reader, long sequence)
      throws IOException {
    long position = ring.tail();
    long at = ring.tailSequence();
    while (at < sequence) {
      RingReader.Step step = reader.next();
      if (step == RingReader.Step.DAMAGED) {
        return null;
      } else if (step == RingReader.Step.END) {
        break;
      }
      position = reader.nextPosition();
      at++;
    }
    long headers = RecordHeader.LENGTH * (ring.nextSequence() - at);
    long bytes = ring.recordBytes(position, at) - headers;
    return new Located(sequence, new Pending(position, bytes));
  }

  /** Why the journal cannot be used, in words; null when it can. */
  public @Nullable String damage() {
    return damage;
  }

  private RecordRing ring() throws IOException {
    RecordRing usable = ring;
    if (usable == null) {
      throw new IOException(file.name() + ": " + damage);
    }
    return usable;
  }

  @Override
  public Pending pending(long sequence) throws IOException {
    if (located != null && located.sequence == sequence) {
      return located.pending;
    }
    return ring == null ? new Pending(0, 0) : Journal.super.pending(sequence);
  }

  @Override
  public long firstSequence() {
    RecordRing usable = ring;
    return usable == null ? sequenceAfterDamage : usable.tailSequence();
  }

  @Override
  public long nextSequence() {
    RecordRing usable = ring;
    return usable == null ? sequenceAfterDamage : usable.nextSequence();
  }

  @Override
  public long firstPosition() {
    RecordRing usable = ring;
    return usable == null ? 0 : usable.tail();
  }

  @Override
  public long endPosition() {
    RecordRing usable = ring;
    return usable == null ? 0 : usable.head();
  }

  @Override
  public long capacity() {
    return capacity;
  }

  @Override
  public boolean fits(int records, long dataBytes) {
    RecordRing usable = ring;
    return usable != null && usable.fits(records, dataBytes + (long) records * RecordHeader.LENGTH);
  }

  @Override
  public long append(
      RecordKind kind,
      boolean depends,
      int member,
      long lba,
      int blocks,
      ByteBuffer data,
      long sealedAt)
      throws IOException {
    RecordRing usable = ring();
    int length = data.remaining();
    ByteBuffer room = usable.claim(RecordHeader.LENGTH + length);
    if (room == null) {
      throw new IOException(file.name() + " is full although room was asked for");
    }
    long sequence = usable.nextSequence();
    Origin.Volume volume = origin.volumes.get(member);
    RecordHeader header =
        new RecordHeader(
            kind,
            origin.suite,
            depends,
            origin.epoch,
            origin.group,
            volume.id,
            sequence,
            origin.keyId,
            origin.generation,
            volume.blockLength,
            lba,
            blocks,
            0,
            length,
            Crc32c.of(data.duplicate()),
            0,
            0,
            sealedAt);
    int start = room.position();
    header.encode(room, start);
    room.put(start + RecordHeader.LENGTH, data, data.position(), length);
    usable.commit();
    lastRoom = room;
    lastStart = start;
    return sequence;
  }

  @Override
  public void lastHeader(ByteBuffer into) {
    ByteBuffer room = Objects.requireNonNull(lastRoom);
    into.put(into.position(), room, lastStart, RecordHeader.LENGTH);
    into.position(into.position() + RecordHeader.LENGTH);
  }

  @Override
  public void stage() {
    RecordRing usable = ring;
    if (usable != null) {
      usable.stage();
    }
  }

  @Override
  public boolean roomy() {
    RecordRing usable = ring;
    return usable == null || usable.roomy();
  }

  @Override
  public @Nullable JournalEntry read(long position) throws IOException {
    if (position == currentAsked && current != null) {
      return current;
    }
    RingReader from = reader;
    if (from == null) {
      from = ring().reader(position);
      reader = from;
    } else {
      from.seek(position);
    }
    currentAsked = position;
    current =
        switch (from.next()) {
          case RECORD -> entry(from);
          case END -> null;
          case DAMAGED -> throw new IOException(file.name() + ": " + from.damage());
        };
    return current;
  }

  private JournalEntry entry(RingReader from) throws IOException {
    RecordHeader header = from.header();
    int member = origin.memberWith(header.volume());
    if (member < 0 && changesBlocks(header.kind())) {
      throw new IOException(
          "%s: record %d is of volume %s, which is not in the group"
              .formatted(file.name(), header.sequence(), header.volume()));
    }
    return new JournalEntry(
        from.position(),
        from.nextPosition(),
        header.kind(),
        header.depends(),
        header.sequence(),
        Math.max(member, 0),
        header.lba(),
        header.blocks(),
        header.dataLength(),
        header.sealedAt());
  }

  private static boolean changesBlocks(RecordKind kind) {
    return switch (kind) {
      case DATA, ZERO, UNMAP -> true;
      case KEY, START, MARK, HANDED_OUT -> false;
    };
  }

  @Override
  public void readData(JournalEntry entry, ByteBuffer into) throws IOException {
    RingReader from = at(entry);
    RecordHeader header = from.header();
    int skipped = RecordHeader.LENGTH + header.tagsLength();
    into.put(from.record().slice(skipped, header.dataLength()));
  }

  @Override
  public int recordLength(JournalEntry entry) throws IOException {
    return at(entry).header().recordLength();
  }

  @Override
  public void readRecord(JournalEntry entry, ByteBuffer into) throws IOException {
    RingReader from = at(entry);
    into.put(from.record().slice(0, from.header().recordLength()));
  }

  private RingReader at(JournalEntry entry) throws IOException {
    if (!entry.equals(current)) {
      read(entry.position());
    }
    return Objects.requireNonNull(reader);
  }

  @Override
  public void sync() throws IOException {
    ring().sync();
  }

  @Override
  public void release(long position) throws IOException {
    ring().release(position);
  }

  @Override
  public void reset(long sequence) throws IOException {
    ring = RecordRing.create(file, capacity, sequence, ringIds.getAsLong());
    reader = null;
    current = null;
    currentAsked = -1;
  }

  @Override
  public void close() throws IOException {
    RecordRing usable = ring;
    if (usable != null) {
      usable.close();
    }
    file.close();
  }
}
