package io.sealcopy.target.remote;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.protocol.testing.Seeds;
import io.sealcopy.protocol.vendor.TableEntry;
import io.sealcopy.storage.sim.SimDisk;
import io.sealcopy.storage.volume.VolumeFailure;
import org.junit.jupiter.api.Test;

/** After a take-over a decryptor and hosts work at the same blocks. */
class HostOvertakesDecryptorTest {
  private static final long READER = 2;
  private static final long HOST = 5;

  private final SimDisk disk = new SimDisk(Seeds.generator(1));
  private final CopyWorld world = new CopyWorld(disk, 1000);

  private void takenOverWithCiphertext() {
    world.bind();
    long opening = world.open(1, 1);
    world.replicate(opening, 10, CopyWorld.content('C', 1, 1, 10, 4));
    world.runJobs();
    world.takeOver();
    world.table(READER, true);
  }

  @Test
  void whatAHostHasWrittenIsNotReplaced() {
    takenOverWithCiphertext();
    CopyWorld.Written host = world.write(HOST, 11, CopyWorld.content('H', 0, 2, 11, 1));
    CopyWorld.Written late = world.decrypt(READER, 10, CopyWorld.content('P', 0, 3, 10, 4));
    world.runJobs();
    assertThat(host.good()).isTrue();
    assertThat(late.failure).containsInstanceOf(VolumeFailure.Protected.class);
    CopyWorld.Written later = world.decrypt(READER, 11, CopyWorld.content('P', 0, 4, 11, 1));
    assertThat(later.failure).as("nor once it is in place").isPresent();
    assertThat(world.at(11).kind()).isEqualTo('H');
  }

  @Test
  void theRestIsHandedOutAgain() {
    takenOverWithCiphertext();
    world.write(HOST, 11, CopyWorld.content('H', 0, 2, 11, 1));
    world.runJobs();
    assertThat(world.table(READER, true).entries())
        .extracting(TableEntry::lba)
        .containsExactly(10L, 12L);
    CopyWorld.Written first = world.decrypt(READER, 10, CopyWorld.content('P', 0, 3, 10, 1));
    CopyWorld.Written second = world.decrypt(READER, 12, CopyWorld.content('P', 0, 4, 12, 2));
    world.runJobs();
    assertThat(first.good()).isTrue();
    assertThat(second.good()).isTrue();
    assertThat(world.table(READER, true).entries()).isEmpty();
    assertThat(world.at(11).kind()).isEqualTo('H');
  }

  @Test
  void aHostMayOverwriteWhatWasDecrypted() {
    takenOverWithCiphertext();
    CopyWorld.Written opened = world.decrypt(READER, 10, CopyWorld.content('P', 0, 2, 10, 4));
    CopyWorld.Written host = world.write(HOST, 12, CopyWorld.content('H', 0, 3, 12, 1));
    world.runJobs();
    assertThat(opened.good()).isTrue();
    assertThat(host.good()).isTrue();
    assertThat(world.at(12).kind()).isEqualTo('H');
    assertThat(world.at(13).kind()).isEqualTo('P');
  }
}
