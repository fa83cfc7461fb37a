package io.sealcopy.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A volume that is a logical unit of an array which exists already: Debian's tgt. */
@Tag("system")
class VolumeOnAnotherTargetTest {
  private static final long SIZE = 24L << 20;

  @RegisterExtension final Scratch scratch = new Scratch();

  @Test
  void itIsServedCopiedAndNobodyGoesRoundUs() throws Exception {
    Tools.needQemuIscsi();
    Tools.need("mkfs.ext4", "e2fsck");
    ForeignTarget array = ForeignTarget.start(scratch, SIZE);
    Path source = Images.ext4(scratch, "source", (int) (SIZE >> 20));
    SealedPair pair = SealedPair.make(scratch, SIZE, 512);
    pair.main.backing(
        "backing.iscsi { portal = \"%s\", target = \"%s\", lun = %d }"
            .formatted(array.portal(), ForeignTarget.TARGET, ForeignTarget.LUN));
    pair.start();
    QemuHost host = new QemuHost(scratch, pair.main.url());
    host.write(source);
    Images.assertSame(array.disk(), source);

    QemuHost stranger = new QemuHost(scratch, array.url());
    Ran refused = stranger.io("write -P 0x11 0 4096");
    assertThat(refused.code()).as(refused.out() + refused.err()).isNotZero();
    Images.assertSame(array.disk(), source);

    pair.createAndWait();
    host.io("write -P 0x21 1M 64k", "flush").expectOk();
    pair.flush();
    pair.awaitApplied();
    Images.assertSealed(pair.remote.copyFile(), source);
    pair.main.kill();
    pair.decrypt().expectOk();
    assertThat(Files.mismatch(pair.remote.copyFile(), array.disk())).isEqualTo(-1);
  }
}
