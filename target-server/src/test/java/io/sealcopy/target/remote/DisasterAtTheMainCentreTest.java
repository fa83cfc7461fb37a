package io.sealcopy.target.remote;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.protocol.testing.Seeds;
import io.sealcopy.protocol.vendor.ImageNote;
import io.sealcopy.storage.sim.SimDisk;
import org.junit.jupiter.api.Test;

/** The centre is told of a disaster: it shows it, and may take over by itself. */
class DisasterAtTheMainCentreTest {
  private final SimDisk disk = new SimDisk(Seeds.generator(1));
  private final CopyWorld world = new CopyWorld(disk, 1000);

  private void bootWithPatience(int ticks) {
    world.patience = ticks;
    world.boot();
    world.bind();
  }

  private void tick(int times) {
    for (int i = 0; i < times; i++) {
      world.apply(new CopyEvent.Tick());
    }
    world.runJobs();
  }

  private boolean takenOver() {
    return world.status().binding().orElseThrow().takenOver();
  }

  private void noteDisaster() {
    assertThat(world.command(CopyEvent.NoteDisaster::new)).isEqualTo(new CopyAnswer.Done());
  }

  @Test
  void anOperatorDecidesUnlessTheConfigurationSaysOtherwise() {
    bootWithPatience(-1);
    noteDisaster();
    tick(1000);
    assertThat(takenOver()).isFalse();
    assertThat(world.takeOverStatus(true).disaster()).isTrue();
  }

  @Test
  void aCopyIsTakenOverWhenTheTimeIsOver() {
    bootWithPatience(10);
    tick(100);
    assertThat(takenOver()).as("nobody spoke of a disaster").isFalse();
    noteDisaster();
    tick(10);
    assertThat(takenOver()).isFalse();
    tick(1);
    assertThat(takenOver()).isTrue();
    assertThat(world.takeOverStatus(true).disaster()).isFalse();
  }

  @Test
  void aMixtureIsNotTakenOverWithoutBeingAsked() {
    bootWithPatience(10);
    world.open(1, 1);
    long mixture = new ImageNote(5, true).encode();
    assertThat(world.command(l -> new CopyEvent.NoteImage(1, mixture, l)))
        .isEqualTo(new CopyAnswer.Done());
    world.apply(new CopyEvent.NexusEnded(1));
    noteDisaster();
    tick(100);
    assertThat(takenOver()).isFalse();
  }

  @Test
  void notWhileAMainCentreIsConnected() {
    bootWithPatience(10);
    noteDisaster();
    tick(9);
    world.open(1, 1);
    tick(100);
    assertThat(takenOver()).isFalse();
    world.apply(new CopyEvent.NexusEnded(1));
    tick(9);
    assertThat(takenOver()).as("the time begins anew").isFalse();
    tick(3);
    assertThat(takenOver()).isTrue();
  }
}
