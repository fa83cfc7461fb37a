package io.sealcopy.target.remote;

import java.util.ArrayDeque;
import java.util.Deque;

/** Answers that wait until what was journalled before them is durable. */
final class HeldAnswers {
  private record Held(long sequence, CopyAnswer.Listener listener, CopyAnswer answer) {}

  private final Deque<Held> held = new ArrayDeque<>();

  /** Gives the answer when every record up to {@code appended} is durable, maybe at once. */
  void answer(CopyAnswer.Listener listener, CopyAnswer answer, long appended, long synced) {
    if (appended <= synced) {
      listener.answered(answer);
    } else {
      held.add(new Held(appended, listener, answer));
    }
  }

  void synced(long sequence) {
    while (!held.isEmpty() && held.peek().sequence() <= sequence) {
      Held first = held.remove();
      first.listener().answered(first.answer());
    }
  }

  /** Nothing more becomes durable. */
  void fail(CopyAnswer answer) {
    held.forEach(each -> each.listener().answered(answer));
    held.clear();
  }
}
