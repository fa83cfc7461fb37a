package io.sealcopy.bench.row;

import java.util.List;

/**
 * One comparison.
 *
 * @param id short, for {@code --only}
 * @param what our side, for people
 * @param against the other side, for people
 * @param shown the figures of interest, in their order; those of goals are among them
 */
public record Row(String id, String what, String against, List<Figure> shown, List<Goal> goals) {
  /** A row that shows just what its goals are about. */
  public static Row of(String id, String what, String against, Goal... goals) {
    List<Goal> all = List.of(goals);
    return new Row(id, what, against, all.stream().map(Goal::figure).toList(), all);
  }

  /** A row of figures without a goal. */
  public static Row shown(String id, String what, String against, Figure... figures) {
    return new Row(id, what, against, List.of(figures), List.of());
  }
}
