package io.sealcopy.target.remote;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The writes of one replication nexus in the order in which their commands came: however late the
 * data of one is complete, those behind it wait for it. Safe for any thread.
 */
final class WriteOrder {
  /** One write's place. */
  final class Place {
    private Runnable whenFirst = () -> {};
    private boolean ready;

    private Place() {}

    /** The write is complete, or given up; {@code action} runs when nothing before it is open. */
    void ready(Runnable action) {
      synchronized (places) {
        ready = true;
        whenFirst = action;
        // Under the lock, so that two threads cannot swap what they hand on.
        while (!places.isEmpty() && places.getFirst().ready) {
          places.removeFirst().whenFirst.run();
        }
      }
    }
  }

  private final Deque<Place> places = new ArrayDeque<>();

  /** The next place; called in the order of the commands. */
  Place next() {
    Place place = new Place();
    synchronized (places) {
      places.addLast(place);
    }
    return place;
  }
}
