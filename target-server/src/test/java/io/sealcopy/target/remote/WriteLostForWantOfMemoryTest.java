package io.sealcopy.target.remote;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.protocol.testing.Seeds;
import io.sealcopy.storage.sim.SimDisk;
import io.sealcopy.storage.volume.VolumeFailure;
import org.junit.jupiter.api.Test;

/**
 * There is no memory for a WRITE of the main centre: it is told BUSY, and nothing is miscounted.
 */
class WriteLostForWantOfMemoryTest {
  private final CopyWorld world = new CopyWorld(new SimDisk(Seeds.generator(1)), 1000);

  @Test
  void whatCameBeforeArrivesAndWhatComesAfterDoesNot() {
    world.bind();
    long opening = world.open(1, 1);
    CopyWorld.Written before = world.replicate(opening, 0, CopyWorld.content('C', 1, 1, 0, 1));
    CopyWorld.Written lost = new CopyWorld.Written();
    VolumeFailure busy = new VolumeFailure.Away("no memory");
    world.apply(new CopyEvent.WriteLost(world.member(), opening, busy, lost::done));
    assertThat(lost.failure).contains(busy);
    CopyWorld.Written after = world.replicate(opening, 1, CopyWorld.content('C', 1, 2, 1, 1));
    world.runJobs();
    assertThat(before.good()).isTrue();
    assertThat(after.failure).isPresent();
    assertThat(world.status().binding().orElseThrow().durableArrival()).isEqualTo(1);
    assertThat(world.status().binding().orElseThrow().nexusOpen()).isFalse();
  }

  @Test
  void aLaterNexusIsNotEndedByIt() {
    world.bind();
    long first = world.open(1, 1);
    long second = world.open(2, 1);
    CopyWorld.Written lost = new CopyWorld.Written();
    VolumeFailure busy = new VolumeFailure.Away("no memory");
    world.apply(new CopyEvent.WriteLost(world.member(), first, busy, lost::done));
    CopyWorld.Written good = world.replicate(second, 1, CopyWorld.content('C', 1, 2, 1, 1));
    world.runJobs();
    assertThat(good.good()).isTrue();
  }
}
