package io.sealcopy.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.config.cli.JsonObject;
import io.sealcopy.storage.file.ChannelDirectory;
import io.sealcopy.target.remote.CopyStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The S-VOL's file is another one at the remote centre's next start (rules 5 and 8). */
@Tag("system")
class SVolumeExchangedTest {
  private static final String WHAT = "copy copy-0: its volume was made anew, restored or exchanged";

  @TempDir Path directory;

  @Test
  void nothingIsWrittenToItAndTheRightOnePutBackGoesOn() throws Exception {
    try (Centres centres = Centres.paired(directory)) {
      centres.main.flush(Centres.PAIR);
      centres.remote.stop();
      Path image = centres.remote.path("copy-0.img");
      Path right = directory.resolve("right.img");
      Files.move(image, right);
      byte[] other = Host.filled(Centres.BLOCKS, 'x');
      Files.write(image, other);
      centres.remote.start();
      JsonObject fault = centres.remote.show(0).object("fault");
      assertThat(fault.text("code")).isEqualTo("DAMAGED_STATE");
      assertThat(fault.text("text")).contains(WHAT, "accept", "release");
      centres.write(100, 8, 'b');
      centres.awaitFault("REMOTE_REFUSED", WHAT);
      assertThat(centres.remote.image(0)).isEqualTo(other);
      centres.remote.stop();
      Files.move(right, image, StandardCopyOption.REPLACE_EXISTING);
      centres.remote.start();
      centres.main.command(Centres.PAIR, "resync");
      centres.awaitEqual();
    }
  }

  @Test
  void aTrueCopyInItsPlaceIsTakenWhenTheOperatorVouchesForIt() throws Exception {
    try (Centres centres = Centres.paired(directory)) {
      centres.main.flush(Centres.PAIR);
      centres.remote.stop();
      Path image = centres.remote.path("copy-0.img");
      Path same = directory.resolve("same.img");
      Files.copy(image, same, StandardCopyOption.COPY_ATTRIBUTES);
      Files.move(same, image, StandardCopyOption.REPLACE_EXISTING);
      centres.remote.start();
      centres.awaitFault("REMOTE_REFUSED", WHAT);
      centres.remote.stop();
      try (ChannelDirectory state = ChannelDirectory.open(centres.remote.path("remote-state"))) {
        CopyStore.accept(state, "copy-0");
      }
      centres.remote.start();
      centres.main.command(Centres.PAIR, "resync");
      centres.write(100, 8, 'b');
      centres.awaitEqual();
    }
  }

  @Test
  void contentCopiedBackOntoTheFileIsNoExchange() throws Exception {
    try (Centres centres = Centres.paired(directory)) {
      centres.main.flush(Centres.PAIR);
      centres.remote.stop();
      String image = centres.remote.path("copy-0.img").toString();
      String aside = directory.resolve("aside.img").toString();
      copyAll(image, aside);
      copyAll(aside, image);
      centres.remote.start();
      centres.write(100, 8, 'b');
      centres.awaitEqual();
    }
  }

  private static void copyAll(String from, String to) throws Exception {
    Process copying = new ProcessBuilder("cp", "-a", "--sparse=always", from, to).start();
    assertThat(copying.waitFor()).isZero();
  }
}
