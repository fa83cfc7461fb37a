package io.sealcopy.simulation;

import io.sealcopy.replicator.pair.PairState;
import io.sealcopy.replicator.pair.PairStatus;
import io.sealcopy.target.remote.CopyAnswer;
import io.sealcopy.target.remote.CopyEvent;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The earlier image that the remote keeps while its copies are brought up to date: begun by an
 * operator of the main centre before a resync, dropped in PAIR. Knows what it must be.
 */
final class KeptImage {
  private final SimRemote remote;
  private final RemoteImage image;
  private final History history;
  private final SimClock clock;
  private final Trace trace;
  private final PlantedBug bug;
  private boolean kept;
  private long before;
  private int asked;

  /** The content when it began: as it was before that step, or after it. */
  private Set<Long> possible = Set.of();

  KeptImage(
      SimRemote remote,
      RemoteImage image,
      History history,
      SimClock clock,
      Trace trace,
      PlantedBug bug) {
    this.remote = remote;
    this.image = image;
    this.history = history;
    this.clock = clock;
    this.trace = trace;
    this.bug = bug;
  }

  /** After each step in which the remote is up, unless its copies were taken over. */
  void look() {
    boolean now = remote.core().statistics().earlier().kept();
    if (now && !kept) {
      possible = Set.of(before, image.hash() == before ? ~before : image.hash());
      RuleBroken.unless(
          asked != history.restarts() || possible.stream().anyMatch(h -> history.momentOf(h) >= 0),
          "the image that is kept is no prefix of the P-VOL's history (rule 1)");
      trace.note("the remote keeps an image");
      trace.meet("an image is kept");
    } else if (!now && kept) {
      trace.note("the image is no more");
      trace.meet("an image is dropped");
    }
    kept = now;
    before = image.hash();
  }

  /** As of the last look. */
  boolean isKept() {
    return kept;
  }

  /** Whether it is one while the copies are a mixture: what it is for. */
  boolean isNeeded() {
    return kept
        && remote.core().statistics().image().filter(note -> note.copying()).isPresent()
        && history.momentOf(image.hash()) < 0;
  }

  /** The copies have been put back to it, and nobody has changed them since. */
  void checkPutBack() {
    trace.meet("an image is taken over");
    RuleBroken.unless(
        possible.contains(image.hash()),
        "the image that was taken over is not the one that was kept (rule 1)");
  }

  /** Whether an operator of the main centre may begin one; the remote must be up. */
  boolean mayBegin(PairStatus status) {
    return (status.consistent() || bug == PlantedBug.IMAGE_OF_A_MIXTURE_IS_KEPT)
        && (status.state() == PairState.PSUS || status.state() == PairState.PSUE);
  }

  /**
   * Operator at the main centre: keep one.
   *
   * @param told whether it is kept, if the main centre lives as long
   */
  void begin(Consumer<Boolean> told) {
    trace.note("operator: keep an image");
    asked = history.restarts();
    ask(listener -> new CopyEvent.KeepImage(clock.millis(), listener), told);
  }

  /** What the main centre does in PAIR. */
  void drop(PairStatus status) {
    if (kept
        && status.consistent()
        && (status.state() == PairState.PAIR || status.state() == PairState.PFUL)) {
      ask(CopyEvent.DropImage::new, _ -> {});
    }
  }

  private void ask(Function<CopyAnswer.Listener, CopyEvent> command, Consumer<Boolean> told) {
    SimSession over = remote.connect(() -> told.accept(false));
    over.send(() ->
        remote.post(
            command.apply(answer ->
                over.answer(() -> {
                  over.cut();
                  told.accept(answer instanceof CopyAnswer.Done);
                }))));
  }
}
