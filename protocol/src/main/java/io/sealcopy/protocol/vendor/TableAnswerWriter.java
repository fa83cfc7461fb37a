package io.sealcopy.protocol.vendor;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Writes a {@link TableAnswer} entry by entry into memory that grows with it, up to the allocation
 * length of the command. Not for concurrent use.
 */
public final class TableAnswerWriter {
  /**
   * Answers are never longer, whatever the allocation length: bounds the memory of one command, and
   * what one READ AND CLEAR hands out.
   */
  public static final int MAX_BYTES = 4 * 1024 * 1024;

  private static final int FIRST_BYTES = 4096;

  private final UUID volumeId;
  private final boolean clears;
  private final int limit;
  private final Set<Integer> generations = new HashSet<>();
  private final List<byte[]> keyRecords = new ArrayList<>();
  private ByteBuffer to;
  private long keyRecordBytes;
  private int entryCount;

  /**
   * Begins an answer.
   *
   * @param clears whether what is added is handed out
   * @param allocationLength bytes the initiator has room for, 0 or more
   */
  public TableAnswerWriter(UUID volumeId, boolean clears, long allocationLength) {
    this.volumeId = volumeId;
    this.clears = clears;
    this.limit = (int) Math.min(allocationLength, MAX_BYTES);
    this.to = ByteBuffer.allocate(FIRST_BYTES).position(TableAnswer.HEADER_BYTES);
  }

  /**
   * Adds an entry, and the key record of its generation unless the answer has it already.
   *
   * @param keyRecord of the entry's generation, when this remote centre has it
   * @return false when both do not fit any more; then nothing is added, and nothing of the entry
   *     may be handed out
   */
  public boolean add(TableEntry entry, Optional<byte[]> keyRecord) {
    boolean named = generations.contains(entry.generation());
    if (!fits(TableEntry.BYTES, named ? Optional.empty() : keyRecord)) {
      return false;
    }
    if (!named) {
      generations.add(entry.generation());
      keep(keyRecord);
    }
    if (to.remaining() < TableEntry.BYTES) {
      to = ByteBuffer.wrap(Arrays.copyOf(to.array(), 2 * to.capacity())).position(to.position());
    }
    entry.write(to);
    entryCount++;
    return true;
  }

  /** Adds a key record by itself (READ KEY RECORDS); false when it does not fit any more. */
  public boolean addKeyRecord(byte[] keyRecord) {
    Optional<byte[]> record = Optional.of(keyRecord);
    if (!fits(0, record)) {
      return false;
    }
    keep(record);
    return true;
  }

  private void keep(Optional<byte[]> keyRecord) {
    if (keyRecord.isPresent()) {
      keyRecords.add(keyRecord.get());
      keyRecordBytes += Integer.BYTES + keyRecord.get().length;
    }
  }

  private boolean fits(int entryBytes, Optional<byte[]> keyRecord) {
    long more = entryBytes + keyRecord.map(r -> (long) Integer.BYTES + r.length).orElse(0L);
    return to.position() + TableEntry.BYTES + keyRecordBytes + more <= limit;
  }

  /**
   * Ends the answer: everything added and LUN -1.
   *
   * @param more whether the next command has to go on at {@code next}
   * @return the bytes to send, cut to an allocation length too small even for an empty answer
   */
  public ByteBuffer finish(boolean more, long next) {
    int length = (int) (to.position() + TableEntry.BYTES + keyRecordBytes);
    ByteBuffer answer = ByteBuffer.wrap(Arrays.copyOf(to.array(), length)).position(to.position());
    TableEntry.writeEnd(answer);
    for (byte[] record : keyRecords) {
      answer.putInt(record.length).put(record);
    }
    answer.flip();
    ByteBuffer header = answer.duplicate();
    header.put(TableAnswer.MAGIC).putShort((short) TableAnswer.VERSION);
    header.putShort((short) ((more ? TableAnswer.MORE : 0) | (clears ? TableAnswer.CLEARED : 0)));
    header.putShort((short) TableEntry.BYTES).putShort((short) keyRecords.size());
    header.putInt(entryCount).putInt(length);
    Fields.putUuid(header, volumeId);
    header.putLong(more ? next : 0).position(TableAnswer.HEADER_BYTES - Integer.BYTES);
    Fields.putChecksum(header, 0);
    return answer.limit(Math.min(length, limit));
  }
}
