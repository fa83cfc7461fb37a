package io.sealcopy.replicator.manage;

import io.sealcopy.protocol.vendor.PairReport;
import io.sealcopy.replicator.inband.VolumePairs;
import io.sealcopy.replicator.pair.CommandResult;
import io.sealcopy.replicator.pair.PairOptions;
import io.sealcopy.replicator.pair.PairState;
import io.sealcopy.replicator.pair.PairStatus;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/** The pair commands as an initiator gives them, on a volume instead of by a pair's name. */
final class InBandPairs implements VolumePairs {
  private static final Duration USUAL = Duration.ofSeconds(60);
  private static final int HEXADECIMAL = 16;

  private final PairManager manager;

  InBandPairs(PairManager manager) {
    this.manager = manager;
  }

  private List<PairManager.View> pairsOf(String volume) {
    return manager.views(Optional.empty()).stream()
        .filter(view ->
            view.definition().members().stream().anyMatch(member -> member.volume().equals(volume)))
        .toList();
  }

  @Override
  public List<PairReport.Entry> report(String volume, boolean operator) {
    return pairsOf(volume).stream()
        .limit(PairReport.MAX_PAIRS)
        .map(view -> entry(view, operator))
        .toList();
  }

  private static PairReport.Entry entry(PairManager.View view, boolean operator) {
    PairDefinition pair = view.definition();
    PairStatus status = view.status();
    return new PairReport.Entry(
        pair.groupId(),
        state(status.state()),
        pair.options().mode() == PairOptions.Mode.SYNC,
        status.copiedPercent(),
        status.journalPercent(),
        pair.generation(),
        pair.pairEpoch(),
        status.lagChanges(),
        status.lagBytes(),
        status.lagMillis(),
        operator ? token(pair) : 0,
        pair.name());
  }

  private static long token(PairDefinition pair) {
    return Long.parseUnsignedLong(pair.token(), HEXADECIMAL);
  }

  private static PairReport.State state(PairState state) {
    return switch (state) {
      case SMPL -> PairReport.State.SMPL;
      case COPY -> PairReport.State.COPY;
      case PAIR -> PairReport.State.PAIR;
      case PSUS -> PairReport.State.PSUS;
      case PSUE -> PairReport.State.PSUE;
      case PFUL -> PairReport.State.PFUL;
      case PFUS -> PairReport.State.PFUS;
      case SSWS -> PairReport.State.SSWS;
    };
  }

  @Override
  public Ended start(String volume, long token, boolean synchronous) {
    for (PairManager.View view : pairsOf(volume)) {
      PairDefinition pair = view.definition();
      if (token(pair) == token) {
        String refusal = manager.useToken(pair.name(), pair.token());
        return refusal == null
            ? await(
                manager.begin(
                    pair.name(),
                    Optional.of(synchronous ? PairOptions.Mode.SYNC : PairOptions.Mode.ASYNC)),
                USUAL)
            : new Ended.NotNow(refusal);
      }
    }
    return new Ended.WrongToken();
  }

  @Override
  public Ended interrupt(String volume) {
    return each(volume, manager::split, USUAL);
  }

  @Override
  public Ended restart(String volume) {
    return each(volume, manager::resync, USUAL);
  }

  @Override
  public Ended flush(String volume, Duration limit) {
    return each(volume, manager::flush, limit);
  }

  /** All of them begin; the first that does not end well says why. */
  private Ended each(
      String volume, Function<String, CompletableFuture<CommandResult>> command, Duration limit) {
    List<CompletableFuture<CommandResult>> results =
        pairsOf(volume).stream().map(view -> command.apply(view.definition().name())).toList();
    if (results.isEmpty()) {
      return new Ended.NotNow("volume " + volume + " has no pair");
    }
    Ended worst = new Ended.Done();
    for (CompletableFuture<CommandResult> result : results) {
      Ended ended = await(result, limit);
      if (worst instanceof Ended.Done) {
        worst = ended;
      }
    }
    return worst;
  }

  private static Ended await(CompletableFuture<CommandResult> result, Duration limit) {
    try {
      return switch (result.get(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        case CommandResult.Done _ -> new Ended.Done();
        case CommandResult.NotNow(String why) -> new Ended.NotNow(why);
      };
    } catch (TimeoutException _) {
      return new Ended.TooLate();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return new Ended.NotNow("the main centre is stopping");
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }
}
