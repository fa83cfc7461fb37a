package io.sealcopy.target.remote;

import io.sealcopy.protocol.record.RecordHeader;
import io.sealcopy.protocol.vendor.BindCopy;
import io.sealcopy.protocol.vendor.OpenNexus;
import io.sealcopy.storage.volume.VolumeFailure;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The records of a sealed link, in whatever order they come: each goes into the journal when all
 * before it are there. One that is there already, or is held, is answered when it is durable and in
 * place, and changes nothing.
 */
final class RecordIntake {
  /** Offsets in a record's header, for field pointers ({@code sealed-record.md}). */
  private static final int KIND_AT = 10;

  private static final int SUITE_AT = 11;
  private static final int EPOCH_AT = 16;
  private static final int GROUP_AT = 24;
  private static final int VOLUME_AT = 40;
  private static final int SEQUENCE_AT = RecordHeader.SEQUENCE_OFFSET;
  private static final int KEY_AT = 64;
  private static final int GENERATION_AT = 80;
  private static final int LBA_AT = 88;
  private static final int BLOCKS_AT = 96;

  private static final int NEXT_SEQUENCE_AT = 88;

  /** Twice what a main centre has on its way. */
  private static final long MOST_EARLY_BYTES = 32L << 20;

  /** Told when all records up to one are in place. */
  private record Again(long sequence, CopyAnswer.Listener listener) {}

  private final CopyIntake intake;
  private final long mostEarlyBytes;
  private final Map<Long, CopyEvent.RecordWrite> early = new HashMap<>();
  private final List<Again> again = new ArrayList<>();
  private long earlyBytes;

  /** The sequence of the last record in the journal, or counted as if it were. */
  private long last;

  /** No record up to this sequence will come: everything is copied anew. */
  private long leftOut;

  /**
   * Appends by {@code intake}.
   *
   * @param last sequence that the journal has, when the group's link is a sealed one
   */
  RecordIntake(CopyIntake intake, long last) {
    this(intake, last, MOST_EARLY_BYTES);
  }

  RecordIntake(CopyIntake intake, long last, long mostEarlyBytes) {
    this.intake = intake;
    this.last = last;
    this.mostEarlyBytes = mostEarlyBytes;
  }

  /** Records that wait for others before them, or for room in the journal. */
  int held() {
    return early.size();
  }

  /** All records up to this one are durable, if all up to {@code durable} are. */
  long durable(long durable) {
    return Math.max(durable, leftOut);
  }

  /** Why a nexus cannot go on where it wants to; null when it can. */
  @Nullable CopyAnswer refusal(OpenNexus list) {
    if (!list.isSealedLink()) {
      return null;
    }
    OpenNexus.Link link = list.link().orElseThrow();
    return link.anew() || link.nextSequence() <= last + 1
        ? null
        : new CopyAnswer.WrongField(
            NEXT_SEQUENCE_AT,
            "records %d to %d would be left out".formatted(last + 1, link.nextSequence() - 1));
  }

  /** Another nexus is opened: what the one before has not brought into the journal is dropped. */
  void opened(OpenNexus list) {
    drop(new CopyAnswer.OutOfSequence("another nexus was opened"));
    if (list.isSealedLink()) {
      long before = list.link().orElseThrow().nextSequence() - 1;
      if (before > last) { // Only with the flag that everything is copied anew.
        last = before;
        leftOut = before;
      }
    }
  }

  /**
   * A record has come.
   *
   * @param open the nexus that is open
   * @param refusal why no change is taken at all
   * @param applied all records up to this sequence are durable and in place
   * @param parts where it may go at once if it is the next; null: something else comes before it
   */
  void offer(
      @Nullable OpenedNexus open,
      @Nullable VolumeFailure refusal,
      CopyEvent.RecordWrite write,
      long applied,
      @Nullable GroupParts parts) {
    long sequence = write.header().sequence();
    CopyAnswer wrong = refusal == null ? wrong(open, write) : new CopyAnswer.Failed(refusal);
    if (wrong != null) {
      refuse(write, wrong);
    } else if (sequence <= durable(applied)) {
      refuse(write, new CopyAnswer.Done());
    } else if (sequence <= last || early.containsKey(sequence)) {
      write.data().release();
      again.add(new Again(sequence, write.listener()));
    } else if (sequence == last + 1 && parts != null && intake.append(parts, write)) {
      last++;
      append(parts);
    } else if (sequence > last + 1 && earlyBytes + write.header().recordLength() > mostEarlyBytes) {
      refuse(write, new CopyAnswer.Busy("too much has come before record " + (last + 1)));
    } else {
      early.put(sequence, write);
      earlyBytes += write.header().recordLength();
    }
  }

  /** Puts what is next into the journal, as far as there is room. */
  void append(GroupParts parts) {
    CopyEvent.RecordWrite next = early.isEmpty() ? null : early.get(last + 1);
    while (next != null && intake.append(parts, next)) {
      early.remove(++last);
      earlyBytes -= next.header().recordLength();
      next = early.get(last + 1);
    }
  }

  /** All records up to {@code applied} are durable and in place. */
  void answerAgain(long applied) {
    if (again.isEmpty()) {
      return;
    }
    for (Iterator<Again> each = again.iterator(); each.hasNext(); ) {
      Again one = each.next();
      if (one.sequence <= applied) {
        each.remove();
        one.listener.answered(new CopyAnswer.Done());
      }
    }
  }

  /** What is not in the journal will not come there. */
  void drop(CopyAnswer answer) {
    early.values().forEach(write -> refuse(write, answer));
    early.clear();
    earlyBytes = 0;
    again.forEach(one -> one.listener.answered(answer));
    again.clear();
  }

  static void refuse(CopyEvent.RecordWrite write, CopyAnswer answer) {
    write.data().release();
    write.listener().answered(answer);
  }

  private static @Nullable CopyAnswer wrong(
      @Nullable OpenedNexus open, CopyEvent.RecordWrite write) {
    if (open == null || !open.takes(write)) {
      // What comes after its nexus has ended is not needed: it will be sent again.
      return new CopyAnswer.OutOfSequence("no nexus for records is open");
    }
    RecordHeader header = write.header();
    OpenNexus list = open.list();
    BindCopy bound = write.member().boundTo();
    if (header.epoch() != list.pairEpoch()) {
      return wrong(EPOCH_AT, "the record is of pair epoch " + header.epoch());
    } else if (!header.group().equals(list.groupId())) {
      return wrong(GROUP_AT, "the record is of another group");
    } else if (!header.volume().equals(bound.volumeId())) {
      return wrong(VOLUME_AT, "the record is of another volume");
    } else if (header.sequence() < 1) {
      return wrong(SEQUENCE_AT, "the record has no sequence");
    } else if (header.suite() != open.suite()) {
      return wrong(SUITE_AT, "the record is sealed otherwise than the nexus says");
    } else if (!header.keyId().equals(list.keyId())) {
      return wrong(KEY_AT, "the record is under another key");
    } else if (header.generation() != list.generation()) {
      return wrong(GENERATION_AT, "the record is of another generation");
    }
    return switch (header.kind()) {
      case DATA -> wrongRange(header, bound);
      case ZERO, UNMAP ->
          bound.holes() == BindCopy.Holes.CLEAR
              ? wrongZeros(header, bound)
              : wrong(KIND_AT, "zeros come sealed to this copy");
      case KEY, START, MARK, HANDED_OUT -> wrong(KIND_AT, "records of this kind do not cross");
    };
  }

  /** What no checkpoint of a table could ever hold would stop the group for good. */
  private static @Nullable CopyAnswer wrongZeros(RecordHeader header, BindCopy bound) {
    return header.blocks() > RecordHeader.MAX_ZERO_BLOCKS
        ? wrong(BLOCKS_AT, "a record of zeros has too many blocks")
        : wrongRange(header, bound);
  }

  private static @Nullable CopyAnswer wrongRange(RecordHeader header, BindCopy bound) {
    return header.lba() + header.blocks() > bound.blockCount()
        ? wrong(LBA_AT, "the record goes beyond the end of the volume")
        : null;
  }

  private static CopyAnswer wrong(int offset, String why) {
    return new CopyAnswer.WrongField(offset, why);
  }
}
