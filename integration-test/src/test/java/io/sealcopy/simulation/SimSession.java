package io.sealcopy.simulation;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.random.RandomGenerator;

/**
 * One session and its connection: what is under way in each direction arrives in order, some time
 * later. When it is cut, part of what was under way to the remote still arrives, and then the end.
 */
final class SimSession {
  /** Something on its way to the remote. */
  interface Message {
    void arrive();

    /** The sender's memory is its own again: what is still under way is a copy from now on. */
    default void detach() {}
  }

  private final long nexus;
  private final RandomGenerator random;
  private final Runnable endAtRemote;
  private final Runnable lostAtClient;
  private final Deque<Message> toRemote = new ArrayDeque<>();
  private final Deque<Runnable> toClient = new ArrayDeque<>();
  private boolean cut;
  private boolean ended;
  private long opening;

  /**
   * @param nexus never used twice
   * @param endAtRemote run when the remote learns that the session is gone
   * @param lostAtClient run when the client learns that the remote is gone
   */
  SimSession(long nexus, RandomGenerator random, Runnable endAtRemote, Runnable lostAtClient) {
    this.nexus = nexus;
    this.random = random;
    this.endAtRemote = endAtRemote;
    this.lostAtClient = lostAtClient;
  }

  long nexus() {
    return nexus;
  }

  /** The opening that writes arriving now belong to; 0 before the nexus is open. */
  long opening() {
    return opening;
  }

  void opened(long number) {
    opening = number;
  }

  boolean isCut() {
    return cut;
  }

  boolean isOver() {
    return cut && ended && toClient.isEmpty();
  }

  boolean isQuiet() {
    return toRemote.isEmpty() && toClient.isEmpty();
  }

  void send(Message message) {
    if (!cut && !ended) {
      toRemote.add(message);
    }
  }

  /** From the remote; lost when the client has gone. */
  void answer(Runnable atClient) {
    if (!cut && !ended) {
      toClient.add(atClient);
    }
  }

  /** Lets one message arrive: whether there was one. */
  boolean arriveAtRemote() {
    Message message = toRemote.pollFirst();
    if (message != null) {
      message.arrive();
      return true;
    }
    if (cut && !ended) {
      ended = true;
      endAtRemote.run();
      return true;
    }
    return false;
  }

  boolean arriveAtClient() {
    Runnable answer = toClient.pollFirst();
    if (answer == null) {
      return false;
    }
    answer.run();
    return true;
  }

  /** The client is gone or the connection broken: no answer comes any more. */
  void cut() {
    if (cut) {
      return;
    }
    cut = true;
    toClient.clear();
    keepSome(toRemote);
    toRemote.forEach(Message::detach);
  }

  /** The remote is gone: some answers still arrive, then the end. */
  void remoteDied() {
    ended = true;
    toRemote.clear();
    if (!cut) {
      keepSome(toClient);
      toClient.add(lostAtClient);
    }
  }

  private void keepSome(Deque<?> queue) {
    int kept = random.nextInt(queue.size() + 1);
    while (queue.size() > kept) {
      queue.removeLast();
    }
  }
}
