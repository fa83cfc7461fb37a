package io.sealcopy.target.remote;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.protocol.testing.Seeds;
import io.sealcopy.protocol.vendor.OpeningPage;
import io.sealcopy.storage.sim.SimDisk;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** A main centre tells under which opening of its group it sends; the remote gives it back. */
class OpeningsTest {
  private final SimDisk disk = new SimDisk(Seeds.generator(3));
  private final CopyWorld world = new CopyWorld(disk, 1000);

  private CopyAnswer note(long nexus, long opening) {
    return world.command(l -> new CopyEvent.Opening(nexus, opening, l));
  }

  private long told() {
    CopyAnswer answer = world.command(l -> new CopyEvent.Opening(9, CopyEvent.Opening.ASKED, l));
    ByteBuffer page = ((CopyAnswer.Data) answer).bytes();
    return CopyWorld.<OpeningPage>value(OpeningPage.decode(page)).id();
  }

  @Test
  void whatWasToldIsKnownAfterACrash() {
    world.boot();
    world.bind();
    world.open(1, 1);
    assertThat(told()).isZero();
    assertThat(note(1, 77)).isEqualTo(new CopyAnswer.Done());
    disk.crash();
    world.boot();
    assertThat(told()).isEqualTo(77);
    world.open(2, 1);
    assertThat(note(2, 78)).isEqualTo(new CopyAnswer.Done());
    assertThat(told()).isEqualTo(78);
  }

  @Test
  void onlyTheOpenNexusTells() {
    world.boot();
    world.bind();
    world.open(1, 1);
    note(1, 77);
    assertThat(note(2, 78)).isInstanceOf(CopyAnswer.OutOfSequence.class);
    world.open(2, 1);
    assertThat(note(1, 79)).as("of a nexus before").isInstanceOf(CopyAnswer.OutOfSequence.class);
    assertThat(note(2, 0)).isInstanceOf(CopyAnswer.WrongArgument.class);
    assertThat(told()).isEqualTo(77);
  }
}
