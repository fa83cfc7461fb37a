package io.sealcopy.replicator.pair;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Operators who wait until everything acknowledged before their command is at the remote. */
final class FlushWaiters {
  private static final class Waiter {
    final Consumer<CommandResult> result;
    long sequence;

    /** Something of it is only marked dirty: which sequence brings it is not known yet. */
    boolean untilCopied;

    Waiter(Consumer<CommandResult> result, long sequence, boolean untilCopied) {
      this.result = result;
      this.sequence = sequence;
      this.untilCopied = untilCopied;
    }
  }

  private final GroupData data;
  private final List<Waiter> waiters = new ArrayList<>();

  FlushWaiters(GroupData data) {
    this.data = data;
  }

  void add(Consumer<CommandResult> result, boolean copying) {
    waiters.add(
        new Waiter(
            result, Math.max(data.lastSequence(), data.consistentFrom), copying || data.overflow));
  }

  boolean any() {
    return !waiters.isEmpty();
  }

  void turn(boolean copying) {
    if (waiters.isEmpty()) {
      return;
    }
    PairFault fault = data.fault;
    if (fault != null) {
      fail(
          "the pair is suspended (%s): %s; clear the cause, then resync"
              .formatted(fault.reason(), fault.message()));
      return;
    }
    if (data.hold != PairHold.NONE) {
      fail(data.hold.message());
      return;
    }
    for (int i = waiters.size() - 1; i >= 0; i--) {
      Waiter waiter = waiters.get(i);
      if (waiter.untilCopied && !copying && !data.overflow) {
        waiter.untilCopied = false;
        waiter.sequence = data.consistentFrom;
      }
      if (!waiter.untilCopied && data.acknowledged >= waiter.sequence) {
        waiters.remove(i);
        waiter.result.accept(new CommandResult.Done());
      }
    }
  }

  void fail(String message) {
    List<Waiter> all = List.copyOf(waiters);
    waiters.clear();
    all.forEach(waiter -> waiter.result.accept(new CommandResult.NotNow(message)));
  }
}
