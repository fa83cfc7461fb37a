package io.sealcopy.target.scsi.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.protocol.scsi.IscsiTransportId;
import io.sealcopy.protocol.testing.Seeds;
import io.sealcopy.target.TestVolume;
import io.sealcopy.target.scsi.MapStore;
import io.sealcopy.target.scsi.Nexus;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** Parameter lists with some bytes changed, cut or added: every command still ends, once. */
class DamagedListsTest {
  private static final int ROUNDS = 2000;

  private final CommandRunner runner = new CommandRunner(new TestVolume(512, 64), new MapStore());
  private final Nexus nexus = runner.nexus();

  private void everyVariantEnds(String cdb, byte[] sound) {
    Seeds.forEach(
        1,
        (random, _) -> {
          for (int round = 0; round < ROUNDS; round++) {
            byte[] list = damaged(random, sound);
            String announced = cdb.formatted(random.nextInt(8) == 0 ? 512 : list.length);
            assertThat(runner.run(nexus, announced, list).outcome()).isNotNull();
          }
        });
  }

  private static byte[] damaged(RandomGenerator random, byte[] sound) {
    int length = random.nextInt(4) == 0 ? random.nextInt(sound.length + 40) : sound.length;
    byte[] list = Arrays.copyOf(sound, length);
    for (int i = random.nextInt(1, 5); i > 0 && length > 0; i--) {
      list[random.nextInt(length)] =
          (byte) (random.nextBoolean() ? random.nextInt(256) : random.nextInt(3) - 1);
    }
    return list;
  }

  @Test
  void ofExtendedCopy() {
    byte[] list =
        HexFormat.of()
            .parseHex(
                "01000020"
                    + "00000000"
                    + "00000038"
                    + "00000000"
                    + "e4000000"
                    + "01030008"
                    + "3888888888888888"
                    + "00".repeat(12)
                    + "00000200"
                    + ("02000018" + "00000000" + "00000004" + "00".repeat(8) + "0000000000000010")
                        .repeat(2));
    everyVariantEnds("83 00 0000000000000000 %08x 00 00", list);
  }

  @Test
  void ofRegisterAndOfMove() {
    byte[] id =
        new IscsiTransportId("iqn.1994-05.com.example:9", Optional.of(nexus.id().isid())).encode();
    byte[] list =
        ByteBuffer.allocate(28 + 2 * id.length)
            .putLong(0)
            .putLong(10)
            .putInt(0)
            .putInt(0x0800_0000)
            .putInt(2 * id.length)
            .put(id)
            .put(id)
            .array();
    everyVariantEnds("5f 00 01 0000 %08x 00", list);
    everyVariantEnds("5f 06 01 0000 %08x 00", list);
    byte[] move =
        ByteBuffer.allocate(24 + id.length)
            .putLong(10)
            .putLong(11)
            .putInt(1)
            .putInt(id.length)
            .put(id)
            .array();
    everyVariantEnds("5f 07 01 0000 %08x 00", move);
  }
}
