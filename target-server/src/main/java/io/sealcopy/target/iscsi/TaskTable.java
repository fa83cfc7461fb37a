package io.sealcopy.target.iscsi;

import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A connection's tasks by initiator task tag: open addressing, no garbage. Not thread-safe. */
final class TaskTable {
  private @Nullable Task[] slots;
  private int size;

  /**
   * @param expected tasks at a time; the table grows when there are more
   */
  TaskTable(int expected) {
    slots = new Task[Integer.highestOneBit(Math.max(16, expected * 2 - 1)) * 2];
  }

  int size() {
    return size;
  }

  @Nullable Task find(int tag) {
    int mask = slots.length - 1;
    for (int i = hash(tag) & mask; ; i = i + 1 & mask) {
      Task task = slots[i];
      if (task == null || task.tag() == tag) {
        return task;
      }
    }
  }

  /** The tag must not be there yet. */
  void add(Task task) {
    if (size * 2 >= slots.length) {
      grow();
    }
    place(task);
    size++;
  }

  void remove(Task task) {
    int mask = slots.length - 1;
    int hole = hash(task.tag()) & mask;
    while (slots[hole] != task) {
      if (slots[hole] == null) {
        throw new IllegalStateException("no task with tag " + task.tag());
      }
      hole = hole + 1 & mask;
    }
    // Close the gap, so that every probe sequence stays unbroken.
    for (int i = hole + 1 & mask; ; i = i + 1 & mask) {
      Task next = slots[i];
      if (next == null) {
        break;
      }
      int home = hash(next.tag()) & mask;
      if ((i - home & mask) >= (i - hole & mask)) {
        slots[hole] = next;
        hole = i;
      }
    }
    slots[hole] = null;
    size--;
  }

  /** Visits a snapshot: the visitor may remove. */
  void forEach(Consumer<Task> visitor) {
    for (Task task : Arrays.copyOf(slots, slots.length)) {
      if (task != null) {
        visitor.accept(task);
      }
    }
  }

  boolean any(Predicate<Task> which) {
    if (size == 0) {
      return false;
    }
    for (Task task : slots) {
      if (task != null && which.test(task)) {
        return true;
      }
    }
    return false;
  }

  private void place(Task task) {
    int mask = slots.length - 1;
    int i = hash(task.tag()) & mask;
    while (slots[i] != null) {
      i = i + 1 & mask;
    }
    slots[i] = task;
  }

  private void grow() {
    @Nullable Task[] old = slots;
    slots = new Task[old.length * 2];
    for (Task task : old) {
      if (task != null) {
        place(task);
      }
    }
  }

  private static int hash(int tag) {
    int mixed = tag * 0x9e3779b9;
    return mixed ^ mixed >>> 16;
  }
}
