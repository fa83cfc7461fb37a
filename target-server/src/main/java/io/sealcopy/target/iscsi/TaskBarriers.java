package io.sealcopy.target.iscsi;

import io.sealcopy.protocol.iscsi.Lun;
import io.sealcopy.protocol.iscsi.pdu.ScsiCommand;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes ORDERED tasks of a session wait for the older ones of their unit, and younger ones for
 * them; HEAD OF QUEUE tasks wait for nobody. SAM-5 §8.6. Costs nothing while there is no ORDERED
 * task. Belongs to the session's loop.
 */
final class TaskBarriers {
  private static final class Line {
    final Deque<Task> waiting = new ArrayDeque<>();
    @Nullable Task ordered;
    boolean moving;
  }

  private final Session session;
  private final Map<Integer, Line> lines = new HashMap<>(0);

  TaskBarriers(Session session) {
    this.session = session;
  }

  /** Whether tasks wait, or make others wait. */
  boolean any() {
    return !lines.isEmpty();
  }

  /** Whether a task whose turn it is must wait for others; then it stands in line. */
  boolean standsInLine(Task task) {
    int unit = unit(task);
    Line line = lines.get(unit);
    boolean ordered = task.attribute() == ScsiCommand.ORDERED;
    if (line == null) {
      if (!ordered) {
        return false;
      }
      line = new Line();
      lines.put(unit, line);
      if (!started(unit, task)) {
        line.ordered = task;
        return false;
      }
    } else if (task.attribute() == ScsiCommand.HEAD_OF_QUEUE) {
      return false;
    }
    line.waiting.add(task);
    return true;
  }

  /** A task was aborted; {@link #settle} is to follow. */
  void leaves(Task task) {
    Line line = lines.isEmpty() ? null : lines.get(unit(task));
    if (line != null) {
      line.waiting.remove(task);
      if (line.ordered == task) {
        line.ordered = null;
      }
    }
  }

  /** Lets go what waits for nobody any more. */
  void settle() {
    if (!lines.isEmpty()) {
      Map.copyOf(lines).forEach(this::move);
    }
  }

  /** A task is over. */
  void ended(Task task) {
    int unit = unit(task);
    Line line = lines.get(unit);
    if (line == null) {
      return;
    }
    if (line.ordered == task) {
      line.ordered = null;
    }
    move(unit, line);
  }

  private void move(int unit, Line line) {
    if (line.moving) {
      return;
    }
    line.moving = true;
    try {
      while (line.ordered == null && mayStart(unit, line.waiting.peek())) {
        Task next = line.waiting.remove();
        if (next.attribute() == ScsiCommand.ORDERED) {
          line.ordered = next;
        }
        next.engine().released(next);
      }
    } finally {
      line.moving = false;
    }
    if (line.ordered == null && line.waiting.isEmpty()) {
      lines.remove(unit);
    }
  }

  private boolean mayStart(int unit, @Nullable Task next) {
    return next != null && (next.attribute() != ScsiCommand.ORDERED || !started(unit, next));
  }

  private boolean started(int unit, Task except) {
    return session.connections().stream()
        .map(Connection::engine)
        .anyMatch(engine ->
            engine != null
                && engine.any(task -> task != except && !task.held && unit(task) == unit));
  }

  private static int unit(Task task) {
    return Lun.number(task.lun());
  }
}
