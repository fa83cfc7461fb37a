package io.sealcopy.initiator;

import io.sealcopy.protocol.iscsi.pdu.Pdu;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The commands at the target, by task tag: a slot number and a count of its uses, so that a late
 * answer does not meet a newer command. Guarded by its session's lock.
 */
final class TaskTable {
  private static final int SLOT_BITS = 12;
  private static final int SLOT_MASK = (1 << SLOT_BITS) - 1;

  private final @Nullable Task[] tasks;
  private final int[] free;
  private int freeCount;
  private int uses;

  TaskTable(int capacity) {
    tasks = new @Nullable Task[capacity];
    free = new int[capacity];
    for (int slot = 0; slot < capacity; slot++) {
      free[slot] = capacity - 1 - slot;
    }
    freeCount = capacity;
  }

  boolean full() {
    return freeCount == 0;
  }

  int size() {
    return tasks.length - freeCount;
  }

  /** Gives the task a slot and a tag; there must be room. */
  void add(Task task) {
    int slot = free[--freeCount];
    uses = uses + 1 & 0x7_ffff;
    task.tag = uses << SLOT_BITS | slot;
    tasks[slot] = task;
  }

  /** A tag outside the table, for a request that is no command. */
  int otherTag() {
    uses = uses + 1 & 0x7_ffff;
    int tag = uses << SLOT_BITS | SLOT_MASK | 0x8000_0000;
    return tag == Pdu.RESERVED_TAG ? otherTag() : tag;
  }

  @Nullable Task get(int tag) {
    int slot = tag & SLOT_MASK;
    Task task = slot < tasks.length ? tasks[slot] : null;
    return task != null && task.tag == tag ? task : null;
  }

  void remove(Task task) {
    int slot = task.tag & SLOT_MASK;
    if (tasks[slot] == task) {
      tasks[slot] = null;
      free[freeCount++] = slot;
    }
  }

  List<Task> all() {
    List<Task> all = new ArrayList<>();
    for (Task task : tasks) {
      if (task != null) {
        all.add(task);
      }
    }
    return all;
  }
}
