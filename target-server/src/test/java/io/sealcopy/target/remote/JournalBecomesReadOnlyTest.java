package io.sealcopy.target.remote;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.protocol.vendor.CopyStatus.FaultCode;
import io.sealcopy.storage.sim.FaultPlan.Operation;
import io.sealcopy.storage.sim.SimDisk;
import io.sealcopy.storage.volume.VolumeFailure;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The disk of the receive journal takes no writes any more. */
class JournalBecomesReadOnlyTest {
  private static final long MAIN = 3;

  private final SimDisk disk = new SimDisk(new Random(1));
  private final CopyWorld world = new CopyWorld(disk, 10_000);

  @Test
  void nothingIsAcknowledgedAndAfterARestartItGoesOn() {
    world.bind();
    long opening = world.open(MAIN, 1);
    CopyWorld.Written before = world.replicate(opening, 0, CopyWorld.content('C', 1, 1, 0, 1));
    world.runJobs();
    assertThat(before.good()).isTrue();
    disk.faults().failNext(CopyWorld.JOURNAL, Operation.WRITE);
    CopyWorld.Written lost = world.replicate(opening, 1, CopyWorld.content('C', 1, 2, 1, 1));
    world.runJobs();
    assertThat(lost.good()).isFalse();
    assertThat(lost.failure).containsInstanceOf(VolumeFailure.Protected.class);
    assertThat(world.status().fault().orElseThrow().code()).isEqualTo(FaultCode.STORAGE_FAILED);
    CopyWorld.Written after = world.replicate(opening, 2, CopyWorld.content('C', 1, 3, 2, 1));
    assertThat(after.failure).containsInstanceOf(VolumeFailure.Protected.class);
    disk.kill();
    world.boot();
    assertThat(world.status().fault()).isEmpty();
    assertThat(world.status().binding().orElseThrow().durableArrival()).isEqualTo(1);
    assertThat(world.at(0).number()).isEqualTo(1);
    CopyWorld.Written again =
        world.replicate(world.open(MAIN, 1), 1, CopyWorld.content('C', 1, 2, 1, 1));
    world.runJobs();
    assertThat(again.good()).isTrue();
  }
}
