package io.sealcopy.target.iscsi;

import io.sealcopy.storage.volume.WriteStream;
import io.sealcopy.target.scsi.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Aborts the tasks of one connection, and keeps those that still run, or whose data still comes,
 * until that is over. Belongs to the session's loop.
 */
final class AbortedTasks {
  /** How long data of aborted tasks is waited for: some initiators send none. Milliseconds. */
  private static final int DATA_PATIENCE = 1000;

  private final Wire wire;
  private final CommandOrder order;
  private final CommandWindow window;
  private final TaskBarriers barriers;
  private final ResponseSender responses;
  private final TaskTable tasks;
  private final Consumer<Task> recycle;
  private final Consumer<Task> over;
  private final List<Task> dying = new ArrayList<>();

  /**
   * @param recycle takes a task that is released
   * @param over ends a task that was waited for
   */
  AbortedTasks(
      Wire wire,
      Session session,
      ResponseSender responses,
      TaskTable tasks,
      Consumer<Task> recycle,
      Consumer<Task> over) {
    this.wire = wire;
    this.responses = responses;
    this.tasks = tasks;
    this.recycle = recycle;
    this.over = over;
    order = session.order();
    window = order.window();
    barriers = session.barriers();
  }

  boolean any(Predicate<Task> which) {
    // Asked at the end of every receive.
    for (int i = 0; i < dying.size(); i++) {
      if (which.test(dying.get(i))) {
        return true;
      }
    }
    return false;
  }

  /** A task can change nothing any more, and nothing more comes for it. */
  void gone(Task task) {
    dying.remove(task);
    if (tasks.find(task.tag()) == task) {
      tasks.remove(task);
    }
  }

  /**
   * Aborts tasks. Those that waited for them stay where they are until {@link TaskBarriers#settle}.
   *
   * @param whenGone run on the event loop when none of them can change anything any more, nor one
   *     that was aborted before
   */
  void abort(TaskAbort how, Runnable whenGone) {
    List<Task> awaiting = new ArrayList<>(0);
    tasks.forEach(task -> {
      if (!task.aborted && how.which().test(task)) {
        abort(task, how, awaiting);
      }
    });
    if (!awaiting.isEmpty()) {
      wire.loop().schedule(DATA_PATIENCE, () -> awaiting.forEach(this::giveUp));
    }
    List<Task> waitFor = dying.stream().filter(how.which()).toList();
    Runnable one = Session.countdown(waitFor.size() + 1, whenGone);
    waitFor.forEach(task -> task.whenGone(one));
    one.run();
  }

  private void abort(Task task, TaskAbort how, List<Task> awaiting) {
    boolean await = how.awaitData() && task.awaitsData() && !task.running;
    if (!await) {
      tasks.remove(task);
    }
    if (task.numbered) {
      window.ended();
    } else if (task.held && !task.immediate()) {
      order.plug(task.cmdSn());
    }
    Outcome answer = how.answer();
    if (answer != null) {
      responses.send(task, answer);
    }
    if (task.held) {
      task.held = false;
    }
    WriteStream stream = task.stream();
    if (stream != null && !task.running) {
      stream.abort();
    }
    task.live = await;
    task.aborted = true;
    if (await || (task.running && !task.abandoned())) {
      task.damaged = true;
      dying.add(task);
      if (await) {
        awaiting.add(task);
      }
    } else {
      barriers.leaves(task);
      task.release();
      recycle.accept(task);
    }
  }

  private void giveUp(Task task) {
    if (dying.contains(task) && task.live && task.aborted) {
      gone(task);
      over.accept(task);
    }
  }
}
