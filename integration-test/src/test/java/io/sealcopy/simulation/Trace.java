package io.sealcopy.simulation;

import java.util.SortedSet;
import java.util.TreeSet;

/** What a run met, and its last events, for whoever has to understand a failure. */
final class Trace {
  private static final int KEPT = 120;

  private final Object[][] events = new Object[KEPT][];
  private final SortedSet<String> met = new TreeSet<>();
  private long count;

  void note(Object... words) {
    events[(int) (count++ % KEPT)] = words;
  }

  /** Something that is worth having happened did. */
  void meet(String what) {
    met.add(what);
  }

  SortedSet<String> met() {
    return met;
  }

  /** The last events, oldest first, one a line with its number. */
  String tail() {
    StringBuilder text = new StringBuilder();
    for (long at = Math.max(0, count - KEPT); at < count; at++) {
      text.append(at).append(':');
      for (Object word : events[(int) (at % KEPT)]) {
        text.append(' ').append(word);
      }
      text.append('\n');
    }
    return text.toString();
  }
}
