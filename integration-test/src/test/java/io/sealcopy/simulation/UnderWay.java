package io.sealcopy.simulation;

import io.sealcopy.storage.volume.Completion;
import io.sealcopy.target.remote.CopyAnswer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The blocks of what has arrived at the remote and is not known to be in place. */
final class UnderWay {
  /** One WRITE or record; the sequence is 0 where it has none. */
  record Range(long first, long end, long sequence) {}

  private final List<Range> arrived = new ArrayList<>();

  /** Failed for want of room: they have arrived all the same, and are tried again. */
  private final List<Range> unapplied = new ArrayList<>();

  void clear() {
    arrived.clear();
    unapplied.clear();
  }

  Range add(long lba, long blocks, long sequence) {
    Range range = new Range(lba, lba + blocks, sequence);
    arrived.add(range);
    return range;
  }

  /** It is in place, and so is what comes before it: they are applied in order. */
  void applied(Range range) {
    arrived.remove(range);
    unapplied.removeIf(each -> each.sequence <= range.sequence);
  }

  void failed(Range range) {
    arrived.remove(range);
    unapplied.add(range);
  }

  /** Notes how a WRITE ended, and tells whoever waits for it. */
  Completion told(Range range, Completion completion) {
    return failure -> {
      if (failure == null) {
        applied(range);
      } else {
        failed(range);
      }
      completion.done(failure);
    };
  }

  /** The same of a record. */
  CopyAnswer.Listener answered(Range range, CopyAnswer.Listener listener) {
    return answer -> {
      switch (answer) {
        case CopyAnswer.Done _ -> applied(range);
        case CopyAnswer.Failed _ -> failed(range);
        default -> dropped(range);
      }
      listener.answered(answer);
    };
  }

  /** It will not be in place. */
  void dropped(Range range) {
    arrived.remove(range);
  }

  /** Whether something is not answered. */
  boolean isEmpty() {
    return arrived.isEmpty();
  }

  /** Whether something had no room when it came. */
  boolean hasFailed() {
    return !unapplied.isEmpty();
  }

  boolean has(int block) {
    return Stream.concat(arrived.stream(), unapplied.stream())
        .anyMatch(range -> range.first <= block && block < range.end);
  }
}
