package io.sealcopy.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.initiator.ScsiRequest;
import io.sealcopy.protocol.scsi.BlockCdbs;
import io.sealcopy.protocol.scsi.Cdb;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** EXTENDED COPY on a paired volume: what the array copies by itself is replicated too. */
@Tag("system")
class CopiedByCommandTest {
  private static final long SIZE = 8L << 20;
  private static final int BLOCKS = 4096;

  @RegisterExtension final Scratch scratch = new Scratch();

  @Test
  void theReplicaHasWhatExtendedCopyWrote() throws Exception {
    SealedPair pair = SealedPair.make(scratch, SIZE, 512);
    pair.start();
    pair.createAndWait();
    ByteBuffer data = ByteBuffer.allocate(BLOCKS * 512);
    new Random(7).nextBytes(data.array());
    try (HostSession host = pair.host().orElseThrow()) {
      good(host, ScsiRequest.withoutData(0, new Cdb(0, 0)), true);
      good(host, ScsiRequest.writing(0, BlockCdbs.write10(0, BLOCKS, false), data), false);
      // One segment of this unit: 4096 blocks from 0 to 8192.
      byte[] list =
          HexFormat.of()
              .parseHex(
                  "00000000"
                      + "00000000"
                      + "0000001c"
                      + "00000000"
                      + "02000018"
                      + "ffffffff"
                      + "00001000"
                      + "0000000000000000"
                      + "0000000000002000");
      Cdb copy = Cdb.of(HexFormat.of().parseHex("8300" + "00".repeat(8) + "0000002c" + "0000"));
      good(host, ScsiRequest.writing(0, copy, ByteBuffer.wrap(list)), false);
    }
    pair.flush();
    pair.awaitApplied();
    pair.main.kill();
    pair.decrypt().expectOk();
    byte[] replica = Files.readAllBytes(pair.remote.copyFile());
    assertThat(ByteBuffer.wrap(replica, 8192 * 512, BLOCKS * 512)).isEqualTo(data);
    assertThat(Files.mismatch(pair.remote.copyFile(), pair.main.volumeFile())).isEqualTo(-1);
  }

  /** The first command may be told of a unit attention. */
  private static void good(HostSession host, ScsiRequest request, boolean again) {
    boolean good = host.session().execute(request).join().good();
    if (!good && again) {
      good = host.session().execute(request).join().good();
    }
    assertThat(good).as(request.cdb().toString()).isTrue();
  }
}
