package io.sealcopy.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.protocol.vendor.TableAnswer;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A real Linux host with open-iscsi uses a volume; then its file system goes through the main job,
 * and another Linux opens the copy while it is sealed, with OpenSSL and dm-crypt alone.
 */
@Tag("system")
class LinuxHostTest {
  private static final long SIZE = 64L << 20;
  private static final Duration LIMIT = Duration.ofSeconds(150);

  @RegisterExtension final Scratch scratch = new Scratch();

  @Test
  void itsFileSystemIsSealedByTheBookAndComesBack() throws Exception {
    Tools.need("openssl", "e2fsck");
    SealedPair pair = SealedPair.make(scratch, SIZE, 512);
    pair.start();
    Path sums = useTheVolume(pair);
    pair.createAndWait();
    pair.flush();
    pair.awaitApplied();
    Images.assertSealed(pair.remote.copyFile(), pair.main.volumeFile());

    pair.atCopy("key", "fetch", "--out", scratch.path("fetched").toString()).expectOk();
    UUID volume = UUID.fromString(pair.copyStatus().text("volume_id"));
    Path key =
        Unwrapping.volumeKey(
            scratch, pair, scratch.path("fetched/generation-1.key-record"), volume);
    openTheSealedCopy(pair, key, sums);

    pair.main.kill();
    pair.decrypt().expectOk();
    Images.assertSame(pair.remote.copyFile(), pair.main.volumeFile());
    Images.fsck(scratch, pair.remote.copyFile());
  }

  private Path useTheVolume(SealedPair pair) throws Exception {
    Path out = scratch.path("host-out");
    Ran ran =
        new Guest(scratch)
            .forward(pair.main.port())
            .environment("PORT", pair.main.port())
            .environment("TARGET", pair.main.target())
            .environment("CHAP_USER", pair.host.user())
            .environment("CHAP_SECRET", pair.host.secret())
            .out(out)
            .run("linux-host.sh", LIMIT);
    assertThat(ran.out()).doesNotContain("not ok");
    return out.resolve("sums");
  }

  private void openTheSealedCopy(SealedPair pair, Path key, Path sums) throws Exception {
    Path named = Files.copy(key, scratch.path("volume-key"));
    Path out = scratch.path("copy-out");
    new Guest(scratch)
        .forward(pair.remote.port())
        .environment("PORT", pair.remote.port())
        .environment("TARGET", pair.remote.target())
        .environment("DECRYPTOR", RemoteCentre.DECRYPTOR)
        .environment("OUTSIDER", RemoteCentre.OUTSIDER)
        .environment("CHAP_USER", pair.decryptor.user())
        .environment("CHAP_SECRET", pair.decryptor.secret())
        .file(named)
        .file(sums)
        .out(out)
        .run("sealed-copy.sh", LIMIT);
    assertThat(TableAnswer.decode(ByteBuffer.wrap(Files.readAllBytes(out.resolve("table")))))
        .as("the table that sg_raw has read")
        .isNotNull();
  }
}
