package io.sealcopy.scenario;

import static io.sealcopy.scenario.Site.REGION;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealcopy.protocol.vendor.Decoded;
import io.sealcopy.protocol.vendor.DiffersPage;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Only what a copy was really made from is copied by differences, and only plaintext (rule 8). */
@Tag("system")
class SwapRefusedTest {
  @TempDir Path directory;

  @Test
  void whileThePairIsNotFencedAndWhileBlocksAreCiphertext() throws Exception {
    try (Site here = new Site(directory, "here", "there", 1, 2L * REGION);
        Site there = new Site(directory, "there", "here", 1, 2L * REGION)) {
      there.asRemote();
      here.asMain().write(0, 0, 8, 'a');
      here.create("data", there, 1, Map.of());
      here.awaitState("data", "PAIR");
      here.command("data", "flush");
      assertThatThrownBy(() -> here.swap("data")).hasMessageContaining("not fenced");
      there.takeOver(0);
      here.awaitFenced("data");
      here.swap("data");
      there.asMain();
      assertThatThrownBy(() -> there.create("back", here, 1, Map.of("swap", true)))
          .hasMessageContaining("ciphertext still")
          .hasMessageContaining("sealcopy decrypt");
      assertThatThrownBy(() -> there.create("back", here, 1, Map.of()))
          .hasMessageContaining("is a copy");
      there.write(0, 1, 8, 'x'); // Nothing has changed for its hosts.
    }
  }

  @Test
  void whenTheOtherVolumeIsNotWhatItWasCopiedFrom() throws Exception {
    try (Site here = new Site(directory, "here", "there", 1, 2L * REGION);
        Site there = new Site(directory, "there", "here", 1, 2L * REGION)) {
      SwapAndHomeAgainTest.takenOver(here, there, 1);
      here.swap("data");
      here.stop();
      Path file = here.path("state/copies/v0/differs");
      byte[] known = Files.readAllBytes(file);
      Files.write(file, ofAnotherEpoch(known));
      here.asMain();
      there.asMain();
      assertThatThrownBy(() -> there.create("back", here, 1, SwapAndHomeAgainTest.SWAP))
          .hasMessageContaining("not what volume v0 was copied from")
          .hasMessageContaining("--swap-full");
      here.stop();
      Files.write(file, known);
      Path image = here.path("v0.img");
      Files.copy(image, here.path("other.img"), StandardCopyOption.COPY_ATTRIBUTES);
      Files.move(here.path("other.img"), image, StandardCopyOption.REPLACE_EXISTING);
      here.asMain();
      assertThatThrownBy(() -> there.create("back", here, 1, SwapAndHomeAgainTest.SWAP))
          .hasMessageContaining("cannot say where it differs");
      there.create("back", here, 1, Map.of("swap_full", true, "options", Map.of("seal", false)));
      there.awaitState("back", "PAIR");
      there.command("back", "flush");
      assertThat(there.show("back").number("last_sequence")).isPositive();
      SwapAndHomeAgainTest.equal(here, there, 0);
    }
  }

  private static byte[] ofAnotherEpoch(byte[] page) {
    return switch (DiffersPage.decode(ByteBuffer.wrap(page))) {
      case Decoded.Valid<DiffersPage>(DiffersPage known) ->
          new DiffersPage(
                  known.groupId(),
                  known.volumeId(),
                  known.incarnation(),
                  known.pairEpoch() + 1,
                  known.blockLength(),
                  known.blockCount(),
                  known.differs())
              .encode();
      case Decoded.Malformed<DiffersPage> wrong -> throw new AssertionError(wrong.message());
    };
  }
}
