package io.sealcopy.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.storage.volume.Volume;
import io.sealcopy.storage.volume.VolumeFailure;
import io.sealcopy.target.remote.CopyBlocks;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The disk of a copy has no room, what has come waits in the journal, and the remote restarts. */
@Tag("system")
class RemoteRestartedWhileItsCopyIsFullTest {
  @TempDir Path directory;

  /** Nothing can be put there any more. */
  private record FullBlocks(CopyBlocks under) implements CopyBlocks {
    static CopyBlocks on(Volume volume) {
      return new FullBlocks(CopyBlocks.on(volume));
    }

    @Override
    public VolumeFailure write(long lba, ByteBuffer bytes) {
      return new VolumeFailure.OutOfSpace("the copy's disk is full");
    }

    @Override
    public VolumeFailure clear(long lba, long blocks) {
      return new VolumeFailure.OutOfSpace("the copy's disk is full");
    }

    @Override
    public @Nullable VolumeFailure read(long lba, ByteBuffer into) {
      return under.read(lba, into);
    }

    @Override
    public @Nullable VolumeFailure sync() {
      return under.sync();
    }
  }

  private static void awaitFull(Centres centres) {
    Awaitility.await().untilAsserted(() -> assertThat(centres.remote.health()).startsWith("503"));
    Awaitility.await()
        .untilAsserted(
            () -> assertThat(centres.remote.health()).contains("stands still").contains("full"));
  }

  @Test
  void itSaysSoAndWithRoomAndAResyncTheCopyCatchesUp() throws Exception {
    try (Centres centres = Centres.paired(directory)) {
      centres.main.flush(Centres.PAIR);
      assertThat(centres.remote.health()).startsWith("200");
      centres.remote.stop();
      centres.remote.start(FullBlocks::on);
      centres.write(100, 64, 'b');
      awaitFull(centres);
      assertThat(centres.show().text("state")).isNotEqualTo("PSUE");
      centres.remote.stop();
      // What the journal holds is applied at the start: without room it is kept, and nothing else.
      centres.remote.start(FullBlocks::on);
      assertThat(centres.remote.health()).startsWith("503").contains("could not be applied");
      centres.write(300, 64, 'c');
      centres.awaitFault("REMOTE_REFUSED", "disk is full");
      centres.remote.stop();
      centres.remote.start();
      centres.main.command(Centres.PAIR, "resync");
      centres.awaitEqual();
      assertThat(centres.remote.health()).startsWith("200");
    }
  }
}
