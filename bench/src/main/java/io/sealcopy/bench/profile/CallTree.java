package io.sealcopy.bench.profile;

import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedCollection;

/** The main branches of collapsed stacks ({@code a;b;c 12}, a line for each different stack). */
final class CallTree {
  /** Branches with less than this share are left out. */
  private static final double LEAST = 0.02;

  /** A caller that spends this share of its time in one place is not worth a line. */
  private static final double ALONE = 0.9;

  private long samples;
  private final Map<String, CallTree> callees = new HashMap<>();

  private CallTree() {}

  /** Of the lines of a profile. */
  static CallTree of(List<String> lines) {
    CallTree root = new CallTree();
    for (String line : lines) {
      int end = line.lastIndexOf(' ');
      root.add(List.of(line.substring(0, end).split(";")), Long.parseLong(line.substring(end + 1)));
    }
    return root;
  }

  private void add(SequencedCollection<String> frames, long count) {
    CallTree at = this;
    at.samples += count;
    for (Iterator<String> frame = frames.iterator(); frame.hasNext(); ) {
      at = at.callees.computeIfAbsent(frame.next(), _ -> new CallTree());
      at.samples += count;
    }
  }

  /** A line for each place where the time divides or ends, with its share of all. */
  String text() {
    StringBuilder text = new StringBuilder();
    branches(text, samples, 0);
    return text.toString();
  }

  private void branches(StringBuilder text, long all, int depth) {
    callees.entrySet().stream()
        .filter(callee -> callee.getValue().samples >= all * LEAST)
        .sorted((a, b) -> Long.compare(b.getValue().samples, a.getValue().samples))
        .forEach(callee -> callee.getValue().branch(callee.getKey(), text, all, depth));
  }

  private void branch(String name, StringBuilder text, long all, int depth) {
    boolean alone = callees.values().stream().anyMatch(callee -> callee.samples > samples * ALONE);
    if (!alone) {
      text.append(
          String.format(Locale.ROOT, "%5.1f %%  ", 100.0 * samples / all)
              + "  ".repeat(depth)
              + name
              + "\n");
    }
    branches(text, all, alone ? depth : depth + 1);
  }
}
