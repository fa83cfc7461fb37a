package io.sealcopy.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.replicator.pair.CommandResult;
import io.sealcopy.replicator.pair.GroupEvent;
import io.sealcopy.replicator.pair.PairFault;
import io.sealcopy.replicator.pair.PairStatus;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class ResyncAfterAFlippedBlockTest {
  @Test
  void sendsOnlyWhatDiffersWhenItCompares() throws IOException {
    CopyScenario pair = CopyScenario.copied();
    pair.remote.blocks(0).rot(7, 3);
    long sent = pair.main.status().counters().bytesSent();
    pair.main.post(
        new GroupEvent.Suspend(
            new PairFault(PairFault.Reason.REMOTE_LOST_TRACK, "everything is to be copied")));
    pair.main.post(new GroupEvent.Compare(Shape.GENERATION));
    AtomicBoolean resynced = new AtomicBoolean();
    pair.main.post(
        new GroupEvent.Resync(result -> resynced.set(result instanceof CommandResult.Done)));
    pair.until(resynced::get);
    pair.untilPair();
    PairStatus status = pair.main.status();
    long all = pair.shape.byteCount();
    assertThat(status.counters().found()).isGreaterThan(all / 2);
    assertThat(status.counters().bytesSent() - sent).isPositive().isLessThan(all / 2);
    assertThat(pair.isEqual()).isTrue();
  }
}
