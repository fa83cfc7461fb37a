package io.sealcopy.target.remote;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.protocol.testing.Seeds;
import io.sealcopy.protocol.vendor.CopyStatus.Fault;
import io.sealcopy.protocol.vendor.CopyStatus.FaultCode;
import io.sealcopy.storage.sim.SimDisk;
import java.io.IOException;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The volume under a copy is another one at the next start (rule 8). */
class ExchangedVolumeTest {
  private static final long MAIN = 1;
  private static final int BLOCKS = 600;
  private static final UUID FIRST = new UUID(0xf1, 1);
  private static final UUID OTHER = new UUID(0xf2, 2);

  private final SimDisk disk = new SimDisk(Seeds.generator(1));
  private final CopyWorld world = new CopyWorld(disk, BLOCKS, 2);

  @BeforeEach
  void aCopyWithAChangeThatIsInTheJournalOnly() {
    bootOn(FIRST);
    world.bind();
    world.replicate(world.open(MAIN, 1), 3, CopyWorld.content('C', 1, 1, 3, 1));
    world.runJobs();
    disk.crash();
  }

  private void bootOn(UUID incarnation) {
    world.incarnation = incarnation;
    world.boot();
  }

  private Fault fault() {
    return world.status().fault().orElseThrow();
  }

  @Test
  void nothingIsWrittenAndTheFaultNamesBothAndSaysWhatToDo() {
    long changes = disk.changes();
    bootOn(OTHER);
    assertThat(disk.changes()).isEqualTo(changes);
    assertThat(fault().code()).isEqualTo(FaultCode.DAMAGED_STATE);
    assertThat(fault().text())
        .contains("copy0", FIRST.toString(), OTHER.toString(), "accept", "release")
        .hasSizeLessThan(512);
    assertThat(world.status(1).fault()).as("one group, one fate").contains(fault());
  }

  @Test
  void noNexusIsOpenedAndNothingIsBound() {
    bootOn(OTHER);
    CopyMember copy = world.member();
    assertThat(
            world.command(l -> new CopyEvent.OpenNexus(copy, MAIN, CopyWorld.openList(0, 1, 1), l)))
        .isEqualTo(new CopyAnswer.NotReady(fault().text()));
    assertThat(world.command(l -> new CopyEvent.Bind(copy, CopyWorld.bindList(BLOCKS, 2), l)))
        .isEqualTo(new CopyAnswer.NotReady(fault().text()));
    assertThat(world.command(l -> new CopyEvent.ReadTable(copy, 2, true, 0, 0, 1 << 20, l)))
        .isInstanceOf(CopyAnswer.NotReady.class);
  }

  @Test
  void theRightOnePutBackGoesOnWhereItWas() {
    bootOn(OTHER);
    bootOn(FIRST);
    assertThat(world.status().fault()).isEmpty();
    assertThat(world.at(3).number()).isEqualTo(1);
    assertThat(world.status().binding().orElseThrow().durableArrival()).isEqualTo(1);
  }

  @Test
  void whatAnOperatorVouchesForIsTheRightOneFromThenOn() throws IOException {
    bootOn(OTHER);
    CopyStore.accept(disk.root(), "copy0");
    bootOn(OTHER);
    assertThat(fault().text()).as("the other member").contains("copy1");
    CopyStore.accept(disk.root(), "copy1");
    bootOn(OTHER);
    assertThat(world.status().fault()).isEmpty();
    bootOn(FIRST);
    assertThat(fault().code()).isEqualTo(FaultCode.DAMAGED_STATE);
  }

  @Test
  void aStateOfAnOlderProgramAdoptsWhatItMeets() throws IOException {
    for (int i = 0; i < 2; i++) {
      CopyStore.directoryOf(disk.root(), "copy" + i)
          .replace("copy", new CopyMark.OfGroup(CopyWorld.GROUP, null).encode());
    }
    bootOn(OTHER);
    assertThat(world.status().fault()).isEmpty();
    bootOn(OTHER);
    assertThat(world.status().fault()).isEmpty();
    bootOn(FIRST);
    assertThat(fault().code()).isEqualTo(FaultCode.DAMAGED_STATE);
  }

  @Test
  void releasedCopiesAreBoundAnewOnWhatTheyHaveNow() throws IOException {
    bootOn(OTHER);
    CopyStore.release(disk.root(), "copy0");
    CopyStore.release(disk.root(), "copy1");
    bootOn(OTHER);
    world.bind();
    assertThat(world.open(MAIN, 1)).isPositive();
    bootOn(OTHER);
    assertThat(world.status().fault()).isEmpty();
  }
}
