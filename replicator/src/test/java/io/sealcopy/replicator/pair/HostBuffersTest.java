package io.sealcopy.replicator.pair;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HostBuffersTest {
  private static final int SMALL = 4096;
  private static final int LARGE = 256 << 10;

  private final HostBuffers buffers = new HostBuffers(2 * LARGE, 64 * LARGE);

  /** Takes so many at once, and gives them back. */
  private void use(int count, int bytes) {
    HostBuffer[] taken = new HostBuffer[count];
    for (int i = 0; i < count; i++) {
      taken[i] = buffers.take(bytes);
    }
    for (HostBuffer buffer : taken) {
      buffer.release();
    }
  }

  private boolean keeps(int bytes) {
    HostBuffer first = buffers.take(bytes);
    first.release();
    HostBuffer second = buffers.take(bytes);
    second.release();
    return first == second;
  }

  @Test
  void theSizeInUseIsKeptAlthoughOthersFilledTheRoomBefore() {
    use(8, LARGE);
    use(8, SMALL);
    assertThat(keeps(SMALL)).isTrue();
    assertThat(keeps(LARGE)).isTrue();
  }

  @Test
  void noMoreIsKeptThanWanted() {
    HostBuffer[] taken = new HostBuffer[3];
    for (int i = 0; i < taken.length; i++) {
      taken[i] = buffers.take(LARGE);
    }
    for (HostBuffer buffer : taken) {
      buffer.release();
    }
    HostBuffer[] again = {buffers.take(LARGE), buffers.take(LARGE), buffers.take(LARGE)};
    assertThat(again).contains(taken[1], taken[2]).doesNotContain(taken[0]);
  }
}
