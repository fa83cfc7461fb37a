package io.sealcopy.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.config.cli.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A copy on a target that knows nothing of us: Debian's tgt. */
@Tag("system")
class ForeignCopyTest {
  private static final int MEBIBYTES = 24;

  @RegisterExtension final Scratch scratch = new Scratch();

  @Test
  void itsDiskIsTheVolumeSealedWithTheKeyInEscrow() throws Exception {
    Tools.needQemuIscsi();
    Tools.need("mkfs.ext4", "e2fsck", "openssl");
    Path source = Images.ext4(scratch, "source", MEBIBYTES);
    ForeignTarget foreign = ForeignTarget.start(scratch, Files.size(source));
    SealedPair pair = SealedPair.make(scratch, Files.size(source), 512);
    pair.main.remote("array", foreign.portal(), ForeignTarget.TARGET, "plain = true");
    pair.main.start();
    QemuHost host = new QemuHost(scratch, pair.main.url());
    host.write(source);
    pair.createForeign("array", ForeignTarget.LUN).expectOk();
    pair.awaitPair();
    host.io("write -P 0x77 8M 1M", "write -P 0x78 12345k 4k", "flush").expectOk();
    pair.flush();

    JsonObject shown = pair.show();
    assertThat(shown.text("state")).isEqualTo("PAIR");
    assertThat(shown.flag("foreign")).isTrue();
    UUID volume = UUID.fromString(shown.text("volume_id"));
    Images.assertSealed(foreign.disk(), pair.main.volumeFile());
    Path key =
        Unwrapping.volumeKey(scratch, pair, pair.escrowed("generation-1.key-record"), volume);
    Path opened = scratch.path("opened.img");
    PlainXts.open(foreign.disk(), opened, key);
    Images.assertSame(opened, pair.main.volumeFile());
  }

  @Test
  void itGoesOnAfterTheMainCentreWasKilledUnderLoad() throws Exception {
    Tools.need("openssl");
    long size = 16L << 20;
    ForeignTarget foreign = ForeignTarget.start(scratch, size);
    SealedPair pair = SealedPair.make(scratch, size, 512);
    pair.main.remote("array", foreign.portal(), ForeignTarget.TARGET, "plain = true");
    pair.main.start();
    pair.createForeign("array", ForeignTarget.LUN).expectOk();
    pair.awaitPair();
    long seed = System.nanoTime();
    System.out.println("ForeignCopyTest: seed " + seed);
    try (Load load = Load.start(size, 512, 4, seed, pair::host)) {
      for (int round = 0; round < 3; round++) {
        load.awaitFurther(100);
        pair.main.kill();
        pair.main.start();
      }
      load.awaitFurther(20);
      load.stop();
      pair.awaitPair();
      pair.flush();
      load.assertIn(pair.main.volumeFile());
    }
    UUID volume = UUID.fromString(pair.show().text("volume_id"));
    Path key =
        Unwrapping.volumeKey(scratch, pair, pair.escrowed("generation-1.key-record"), volume);
    Path opened = scratch.path("opened.img");
    PlainXts.open(foreign.disk(), opened, key);
    Images.assertSame(opened, pair.main.volumeFile());
  }
}
