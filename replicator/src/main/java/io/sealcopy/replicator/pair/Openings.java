package io.sealcopy.replicator.pair;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Under which openings of the group at this centre, from one start to the next, the changes were
 * made that the remote may have. Of a centre that was put back to an earlier state of itself, only
 * this tells changes from others that have the same numbers.
 *
 * @param list oldest first; two at most, see {@link #from}
 */
public record Openings(List<Opening> list) {
  /** Nothing was ever told to a remote. */
  public static final Openings NONE = new Openings(List.of());

  /** An opening that has not ended. */
  public static final long OPEN = Long.MAX_VALUE;

  /**
   * From a start to the next.
   *
   * @param id random, 1 or more
   * @param last no higher sequence was given out in it; {@link #OPEN}: it is the present one
   */
  public record Opening(long id, long last) {}

  public Openings {
    list = List.copyOf(list);
  }

  /** This centre has started: what was open has ended with this sequence. */
  Openings ended(long last) {
    return new Openings(
        list.stream()
            .map(each -> each.last() == OPEN ? new Opening(each.id(), last) : each)
            .toList());
  }

  @Nullable Opening find(long id) {
    return list.stream().filter(each -> each.id() == id).findFirst().orElse(null);
  }

  /**
   * With a new one, which the remote may come to know. Of those before only the one that it names
   * now can still be there.
   */
  Openings from(long atRemote, long id) {
    List<Opening> kept = new ArrayList<>();
    Opening named = find(atRemote);
    if (named != null && atRemote != id) {
      kept.add(named);
    }
    kept.add(new Opening(id, OPEN));
    return new Openings(kept);
  }
}
