package io.sealcopy.target.remote;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BlockBuffersTest {
  private static final int SMALL = 4096;
  private static final int LARGE = 256 << 10;

  /** What is kept is 16 MiB. */
  private static final int MOST_LARGE = 64;

  private final BlockBuffers buffers =
      new BlockBuffers(new ReceiveMemory(1L << 30, 1L << 30, 1L << 30, 1).ofGroup());

  private List<BlockBuffer> use(int count, int bytes) {
    List<BlockBuffer> taken = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      taken.add(buffers.take(bytes));
    }
    taken.forEach(BlockBuffer::release);
    return taken;
  }

  @Test
  void theSizeInUseIsKeptAlthoughOthersFilledTheRoomBefore() {
    use(MOST_LARGE + 1, LARGE);
    List<BlockBuffer> small = use(2, SMALL);
    assertThat(use(2, SMALL)).containsExactlyInAnyOrderElementsOf(small);
  }

  @Test
  void noMoreIsKeptThanWanted() {
    List<BlockBuffer> taken = use(MOST_LARGE + 1, LARGE);
    assertThat(use(MOST_LARGE + 1, LARGE)).doesNotContain(taken.getFirst());
  }
}
