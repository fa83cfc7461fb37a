package io.sealcopy.initiator;

import io.sealcopy.initiator.ScsiOutcome.Failure;
import io.sealcopy.initiator.ScsiOutcome.FailureKind;
import io.sealcopy.protocol.iscsi.pdu.TargetPdu;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The queues, numbers and threads of a session. One lock guards all; it is never held across I/O or
 * a completion.
 */
final class SessionState {
  /** Items written together at most. */
  private static final int BATCH = 32;

  /** Answers queued at most: more is a target that floods us. */
  private static final int MAX_URGENT = 16 * 1024;

  private final Connection connection;
  private final InitiatorOptions options;
  private final SessionListener listener;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition work = lock.newCondition();
  private final Condition changed = lock.newCondition();
  private final Condition over = lock.newCondition();
  private final ArrayDeque<Outgoing> urgent = new ArrayDeque<>();
  private final ArrayDeque<Task> waiting = new ArrayDeque<>();
  final TaskManagement management = new TaskManagement(this);
  private final TaskTable table;
  private final CommandWindow window;
  private boolean draining;
  private boolean loggedOut;
  private @Nullable Failure ended;
  private final List<Thread> completers = new ArrayList<>();
  private int runningThreads = 2;

  SessionState(Connection connection, InitiatorOptions options, SessionListener listener) {
    this.connection = connection;
    this.options = options;
    this.listener = listener;
    this.table = new TaskTable(options.maxCommands());
    this.window =
        new CommandWindow(connection.cmdSn(), connection.maxCmdSn(), connection.expStatSn());
  }

  /** A thread that runs completions: it is never held back. */
  void completesOn(Thread thread) {
    lock.lock();
    try {
      completers.add(thread);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Ends the session, for the first reason given. Commands fail when reader and writer are gone.
   */
  void fail(Failure reason) {
    lock.lock();
    try {
      if (ended != null) {
        return;
      }
      ended = reason;
      work.signalAll();
      changed.signalAll();
      over.signalAll();
    } finally {
      lock.unlock();
    }
    connection.close();
  }

  /** The last thread that could touch a buffer completes what is left. */
  void threadEnded() {
    List<Task> sent;
    List<Task> unsent;
    Failure reason;
    lock.lock();
    try {
      if (--runningThreads > 0) {
        return;
      }
      reason = Objects.requireNonNull(ended);
      sent = table.all();
      unsent = List.copyOf(waiting);
      waiting.clear();
    } finally {
      lock.unlock();
    }
    for (Task task : sent) {
      ScsiOutcome known = task.outcome;
      task.completion.accept(known != null ? known : reason);
    }
    for (Task task : unsent) {
      task.completion.accept(new Failure(reason.kind(), false, reason.message()));
    }
    management.fail(reason);
    listener.closed(reason);
  }

  Optional<Failure> ended() {
    lock.lock();
    try {
      return Optional.ofNullable(ended);
    } finally {
      lock.unlock();
    }
  }

  void submit(Task task) {
    Failure refused;
    lock.lock();
    try {
      while (ended == null
          && !draining
          && waiting.size() >= options.maxCommands()
          && !completers.contains(Thread.currentThread())) {
        changed.awaitUninterruptibly();
      }
      if (ended == null && !draining) {
        waiting.add(task);
        work.signal();
        return;
      }
      refused =
          ended != null
              ? new Failure(ended.kind(), false, ended.message())
              : new Failure(FailureKind.SESSION_CLOSED, false, "the session is being closed");
    } finally {
      lock.unlock();
    }
    task.completion.accept(refused);
  }

  /**
   * Waits for something to send and moves it to {@code batch}; null when the session has ended.
   * Numbers are those before the batch: requests outside the command order go ahead of its
   * commands.
   */
  CommandWindow.@Nullable Numbers take(List<Outgoing> batch) throws InterruptedException {
    lock.lock();
    try {
      while (ended == null && !sendable()) {
        work.await();
      }
      if (ended != null) {
        return null;
      }
      CommandWindow.Numbers numbers = window.numbers();
      fill(batch);
      return numbers;
    } finally {
      lock.unlock();
    }
  }

  private boolean sendable() {
    return !urgent.isEmpty() || (!waiting.isEmpty() && commandFits());
  }

  private boolean commandFits() {
    return !table.full() && window.open();
  }

  private void fill(List<Outgoing> batch) {
    while (batch.size() < BATCH && !urgent.isEmpty()) {
      batch.add(urgent.remove());
    }
    long deadline = System.nanoTime() + options.commandTimeout().toNanos();
    while (batch.size() < BATCH && !waiting.isEmpty() && commandFits()) {
      Task task = waiting.remove();
      table.add(task);
      task.cmdSn = window.next();
      task.sent = true;
      task.deadlineNanos = deadline;
      task.pendingWrites++;
      batch.add(new Outgoing.Command(task));
      changed.signalAll();
    }
  }

  /** A piece of a command is written; the command ends now if its response came before. */
  void written(Task task) {
    ScsiOutcome outcome;
    lock.lock();
    try {
      outcome = task.outcome;
      if (--task.pendingWrites > 0 || outcome == null) {
        return;
      }
      retire(task);
    } finally {
      lock.unlock();
    }
    task.completion.accept(outcome);
  }

  private void retire(Task task) {
    table.remove(task);
    if (sendable()) {
      work.signal();
    }
    changed.signalAll();
  }

  /** Takes the numbers every PDU of a target carries. RFC 7143 §4.2.2. */
  void numbers(TargetPdu pdu, boolean status) {
    lock.lock();
    try {
      window.update(pdu, status);
      if (sendable()) {
        work.signal();
      }
    } finally {
      lock.unlock();
    }
  }

  /** The command with this tag; null if it is gone, which an abort can cause. */
  @Nullable Task task(int tag) {
    lock.lock();
    try {
      Task task = table.get(tag);
      return task == null || task.outcome != null ? null : task;
    } finally {
      lock.unlock();
    }
  }

  /** Ends a command, at once or when the writer has let go of its buffers. */
  void complete(Task task, ScsiOutcome outcome) {
    lock.lock();
    try {
      if (task.outcome != null) {
        return;
      }
      task.outcome = outcome;
      if (task.pendingWrites > 0) {
        return;
      }
      retire(task);
    } finally {
      lock.unlock();
    }
    task.completion.accept(outcome);
  }

  /** Queues data a target asked for. */
  void solicited(Task task, int targetTransferTag, int offset, int length) throws LinkException {
    lock.lock();
    try {
      // Data counts as pending until the batch it is in is written, hence the factor.
      if (task.pendingWrites > 2 * connection.parameters().maxOutstandingR2t() + 1) {
        throw PduReader.violation("more R2Ts than MaxOutstandingR2T allows");
      }
      task.pendingWrites++;
      queue(new Outgoing.Solicited(task, targetTransferTag, offset, length));
    } finally {
      lock.unlock();
    }
  }

  /** Queues an answer to the target. */
  void answer(Outgoing item) throws LinkException {
    lock.lock();
    try {
      queue(item);
    } finally {
      lock.unlock();
    }
  }

  private void queue(Outgoing item) throws LinkException {
    if (urgent.size() >= MAX_URGENT) {
      throw PduReader.violation("more requests than can be answered");
    }
    urgent.add(item);
    work.signal();
  }

  /** Takes back a command that is not on the wire yet. */
  boolean withdraw(Task task) {
    lock.lock();
    try {
      changed.signalAll();
      return waiting.remove(task);
    } finally {
      lock.unlock();
    }
  }

  /** Queues a request of our own; a reason if the session has ended. */
  Optional<Failure> request(Outgoing item) {
    lock.lock();
    try {
      if (ended == null) {
        urgent.add(item);
        work.signal();
      }
      return Optional.ofNullable(ended);
    } finally {
      lock.unlock();
    }
  }

  /** A tag for a request that is no command. */
  int otherTag() {
    lock.lock();
    try {
      return table.otherTag();
    } finally {
      lock.unlock();
    }
  }

  /** The commands at the target. */
  List<Task> outstanding() {
    lock.lock();
    try {
      return table.all();
    } finally {
      lock.unlock();
    }
  }

  /** Takes no new commands. */
  void drain() {
    lock.lock();
    try {
      draining = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** The target answered our logout. */
  void loggedOut() {
    lock.lock();
    try {
      loggedOut = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Takes no new commands, waits for the others, logs out; all within the limit. */
  void logout(Duration limit) {
    long left = limit.toNanos();
    lock.lock();
    try {
      draining = true;
      while (ended == null && busy() && left > 0) {
        left = changed.awaitNanos(left);
      }
      if (ended != null || busy()) {
        return;
      }
      urgent.add(new Outgoing.Logout(table.otherTag()));
      work.signal();
      while (ended == null && !loggedOut && left > 0) {
        left = changed.awaitNanos(left);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
  }

  private boolean busy() {
    return table.size() > 0 || !waiting.isEmpty();
  }

  /** Waits for the session's end; false if it did not come within the time. */
  boolean awaitEnd(Duration limit) throws InterruptedException {
    long left = limit.toNanos();
    lock.lock();
    try {
      while (ended == null && left > 0) {
        left = over.awaitNanos(left);
      }
      return ended != null;
    } finally {
      lock.unlock();
    }
  }
}
