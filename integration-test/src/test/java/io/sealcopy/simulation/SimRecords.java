package io.sealcopy.simulation;

import io.sealcopy.protocol.Crc32c;
import io.sealcopy.protocol.record.RecordDamage;
import io.sealcopy.protocol.record.RecordHeader;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The records that came to the remote: which are early, which come again, and what they said. */
final class SimRecords {
  private final Trace trace;
  private final PlantedBug bug;

  /** Of each sequence that ever came, as the main centre sent it. */
  private final Map<Long, List<RecordHeader>> known = new HashMap<>();

  /** What came in this opening. */
  private final Set<Long> come = new HashSet<>();

  private long opening;
  private long nextNumber;
  private long highest;
  private boolean mainRestored;

  SimRecords(Trace trace, PlantedBug bug) {
    this.trace = trace;
    this.bug = bug;
  }

  /** The remote has died, and counts its openings anew. */
  void forget() {
    opening = 0;
    highest = 0;
  }

  /** The main centre gives numbers out again that it has given out before its backup came back. */
  void mainRestored() {
    mainRestored = true;
  }

  /** The header of a record, which has arrived as it was sent. */
  RecordHeader header(ByteBuffer record) {
    RecordHeader header =
        switch (RecordHeader.decode(record, 0)) {
          case RecordHeader sound -> sound;
          case RecordDamage damage -> throw new RuleBroken(damage.message());
        };
    RuleBroken.unless(
        header.recordLength() == record.remaining()
            && header.bodyChecksum() == Crc32c.of(data(header, record)),
        "a record has other bytes than its header says: " + header);
    List<RecordHeader> before = known.computeIfAbsent(header.sequence(), _ -> new ArrayList<>(1));
    if (!before.contains(header)) {
      RuleBroken.unless(
          mainRestored || before.isEmpty(),
          "two records have one sequence: %s and %s".formatted(before, header));
      before.add(header);
    }
    return header;
  }

  static ByteBuffer data(RecordHeader header, ByteBuffer record) {
    return record.slice(RecordHeader.LENGTH, header.dataLength());
  }

  /**
   * Whether others before it are missing.
   *
   * @param durable all records up to this one are durable
   */
  boolean isEarly(RecordHeader header, long over, long durable) {
    if (over != opening) {
      opening = over;
      come.clear();
      nextNumber = durable;
    }
    long sequence = header.sequence();
    boolean early = sequence > durable + 1 && !come.contains(sequence - 1);
    boolean again = sequence <= durable || come.contains(sequence);
    if (again) {
      trace.meet("a record comes again");
    } else if (early) {
      trace.meet("early record");
    }
    return early && !again;
  }

  /** What the remote takes it for: with a planted bug each new one for the next. */
  RecordHeader taken(RecordHeader header, long durable) {
    boolean again = header.sequence() <= durable || !come.add(header.sequence());
    return bug == PlantedBug.SEALED_APPENDS_EARLY_OUT_OF_ORDER && opening != 0 && !again
        ? numbered(header, ++nextNumber)
        : header;
  }

  /** With a planted bug: it counts as durable. */
  void acknowledgedEarly(RecordHeader header) {
    highest = Math.max(highest, header.sequence());
  }

  /** What the remote says is durable. */
  long told(long durable) {
    return Math.max(highest, durable);
  }

  /** Whether the record with that sequence brought that block. */
  boolean brought(long sequence, SimMember member, long block) {
    return known.getOrDefault(sequence, List.of()).stream()
        .anyMatch(header ->
            header.volume().equals(member.volumeId())
                && header.lba() <= block
                && block < header.lba() + header.blocks());
  }

  private static RecordHeader numbered(RecordHeader from, long sequence) {
    return new RecordHeader(
        from.kind(),
        from.suite(),
        from.depends(),
        from.epoch(),
        from.group(),
        from.volume(),
        sequence,
        from.keyId(),
        from.generation(),
        from.blockLength(),
        from.lba(),
        from.blocks(),
        from.tagsLength(),
        from.dataLength(),
        from.bodyChecksum(),
        from.tagHigh(),
        from.tagLow(),
        from.sealedAt());
  }
}
