package io.sealcopy.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.config.cli.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The main job, once, on real programs: the one end-to-end run of the quick check. */
@Tag("system")
@Tag("quick")
class WholeJobTest {
  private static final int MEBIBYTES = 48;

  @RegisterExtension final Scratch scratch = new Scratch();

  @Test
  void aFileSystemIsCopiedSealedAndComesBack() throws Exception {
    Tools.needQemuIscsi();
    Tools.need("mkfs.ext4", "e2fsck");
    Path source = Images.ext4(scratch, "source", MEBIBYTES);
    SealedPair pair = SealedPair.make(scratch, Files.size(source), 512);
    pair.start();
    QemuHost host = new QemuHost(scratch, pair.main.url());
    host.write(source);
    pair.createAndWait();
    pair.flush();
    pair.awaitApplied();
    Images.assertSame(pair.main.volumeFile(), source);
    Images.assertSealed(pair.remote.copyFile(), source);
    assertThat(ciphertextInTable(pair))
        .as("blocks that the table calls ciphertext")
        .isBetween(Images.blocksThatSaySomething(source), Files.size(source) / 512 - 1);

    host.io(
            "write -P 0x5a 4096 65536",
            "write -P 0xc3 40M 2M",
            "write -z 20M 1M",
            "discard 30M 1M",
            "flush")
        .expectOk();
    pair.flush();
    pair.awaitApplied();
    Images.assertSealed(pair.remote.copyFile(), pair.main.volumeFile());

    assertThat(pair.main.metrics()).containsPattern("sealcopy_pair_bytes_sent_total\\{.*} [1-9]");
    assertThat(pair.remote.metrics())
        .containsPattern("sealcopy_copy_bytes_total\\{.*from=\"main\".*} [1-9]");

    pair.main.kill();
    JsonObject summary = Json.of(pair.decrypt("--json").expectOk());
    assertThat(summary.flag("complete")).isTrue();
    assertThat(pair.ciphertextBlocks()).isZero();
    assertThat(pair.remote.terminate()).isIn(0, 143);
    Images.assertSame(pair.remote.copyFile(), pair.main.volumeFile());
  }

  /** Zeros cross as they are. */
  private static long ciphertextInTable(SealedPair pair) {
    long sum = 0;
    for (JsonObject row : Json.lines(pair.atCopy("table", "show", "--json").expectOk())) {
      if (row.text("state").equals("ciphertext")) {
        assertThat(row.number("generation")).isEqualTo(1);
        sum += row.number("blocks");
      }
    }
    return sum;
  }
}
