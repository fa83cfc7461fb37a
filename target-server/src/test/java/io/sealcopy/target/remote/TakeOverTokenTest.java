package io.sealcopy.target.remote;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.protocol.testing.Seeds;
import io.sealcopy.storage.sim.SimDisk;
import org.junit.jupiter.api.Test;

/** Who may take over: whoever has read the token, once. */
class TakeOverTokenTest {
  private final SimDisk disk = new SimDisk(Seeds.generator(1));
  private final CopyWorld world = new CopyWorld(disk, 1000);

  private CopyAnswer takeOver(long token) {
    return world.command(l -> new CopyEvent.TakeOverCopy(token, l));
  }

  private long token() {
    return world.takeOverStatus(true).token();
  }

  @Test
  void aWrongTokenChangesNothing() {
    world.bind();
    assertThat(takeOver(token() ^ 1)).isInstanceOf(CopyAnswer.WrongArgument.class);
    assertThat(takeOver(0)).isInstanceOf(CopyAnswer.WrongArgument.class);
    assertThat(world.status().binding().orElseThrow().takenOver()).isFalse();
    world.open(1, 1);
  }

  @Test
  void aTokenIsGoodForOneUse() {
    world.bind();
    long token = token();
    assertThat(takeOver(token)).isEqualTo(new CopyAnswer.Done());
    assertThat(takeOver(token)).isInstanceOf(CopyAnswer.WrongArgument.class);
    assertThat(takeOver(token())).as("again, with the new one").isEqualTo(new CopyAnswer.Done());
    assertThat(world.status().binding().orElseThrow().pairEpoch())
        .as("nothing more happened")
        .isEqualTo(2);
  }

  @Test
  void onlyAnOperatorIsToldTheToken() {
    world.bind();
    assertThat(world.takeOverStatus(false).token()).isZero();
    assertThat(token()).isPositive();
  }

  @Test
  void anUnboundCopyHasNothingToTakeOver() {
    assertThat(takeOver(1)).isInstanceOf(CopyAnswer.OutOfSequence.class);
  }
}
