package io.sealcopy.target.remote;

import io.sealcopy.protocol.vendor.DigestAnswer;
import io.sealcopy.protocol.vendor.DigestRun;
import io.sealcopy.storage.volume.VolumeFailure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Answers READ DIGESTS, one after the other. Bytes are read beside the group's thread; what a
 * record changed meanwhile, or is about to change, is told as changing, so that digest and table
 * entry always belong together.
 */
final class DigestDesk implements RangeWatch {
  private static final int MOST_WAITING = 8;

  private record Range(long lba, long end) {}

  private final PendingQueue pending;
  private final CopyPorts ports;
  private final Deque<CopyEvent.ReadDigests> waiting = new ArrayDeque<>();
  private final List<Range> changed = new ArrayList<>();
  private @Nullable DigestPlan plan;
  private @Nullable ByteBuffer buffer;

  DigestDesk(PendingQueue pending, CopyPorts ports) {
    this.pending = pending;
    this.ports = ports;
  }

  /**
   * Takes a command.
   *
   * @param sound whether its group can be worked on
   */
  void ask(CopyEvent.ReadDigests command, boolean sound, CopyAnswer otherwise) {
    if (!sound) {
      command.listener().answered(otherwise);
    } else if (waiting.size() >= MOST_WAITING) {
      command.listener().answered(new CopyAnswer.Busy("too many READ DIGESTS at a time"));
    } else {
      waiting.add(command);
      begin();
    }
  }

  private void begin() {
    CopyEvent.ReadDigests next = waiting.peek();
    if (plan != null || next == null) {
      return;
    }
    CopyMember member = next.member();
    CopyImage image = member.boundImage();
    DigestPlan made;
    try {
      made =
          new DigestPlan(
              image.blocks(),
              image.table(),
              next.first(),
              member.boundTo().blockCount(),
              DigestAnswer.runsThatFit(next.allocationLength()));
    } catch (IOException e) {
      waiting.remove().listener().answered(new CopyAnswer.NotReady(String.valueOf(e.getMessage())));
      begin();
      return;
    }
    plan = made;
    changed.clear();
    image.watch(this);
    ByteBuffer into = buffer == null ? DigestPlan.buffer() : buffer;
    buffer = into;
    ports.inBackground(() -> new CopyEvent.DigestsRead(made.read(into)));
  }

  @Override
  public void changed(long lba, long blocks) {
    DigestPlan under = plan;
    if (under != null && lba < under.end() && under.first() < lba + blocks) {
      changed.add(new Range(lba, lba + blocks));
    }
  }

  /** What was asked of the background has been read. */
  void read(DigestPlan.Result result) {
    plan = null;
    CopyEvent.ReadDigests asked = waiting.remove();
    CopyMember member = asked.member();
    member.boundImage().watch(null);
    VolumeFailure failure = result.failure();
    if (failure != null && result.runs().isEmpty()) {
      asked.listener().answered(new CopyAnswer.NotReady(failure.message()));
    } else {
      long count = member.boundTo().blockCount();
      DigestAnswer answer =
          new DigestAnswer(
              member.boundTo().volumeId(),
              result.next() < count,
              result.next() < count ? result.next() : 0,
              result.runs().stream()
                  .map(run -> isSteady(member, run) ? run : run.changing())
                  .toList());
      asked.listener().answered(new CopyAnswer.Data(ByteBuffer.wrap(answer.encode())));
    }
    if (waiting.isEmpty()) {
      buffer = null;
    }
    begin();
  }

  private boolean isSteady(CopyMember member, DigestRun run) {
    for (Range range : changed) {
      if (range.lba() < run.end() && run.lba() < range.end()) {
        return false;
      }
    }
    return !pending.replaces(member, run.lba(), run.blocks());
  }

  /** Nothing is answered any more. */
  void fault(String why) {
    while (waiting.size() > (plan == null ? 0 : 1)) {
      waiting.removeLast().listener().answered(new CopyAnswer.NotReady(why));
    }
  }
}
