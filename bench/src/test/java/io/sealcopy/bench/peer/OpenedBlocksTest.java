package io.sealcopy.bench.peer;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.crypto.BlockCipher;
import io.sealcopy.crypto.GroupKey;
import io.sealcopy.crypto.Suites;
import io.sealcopy.crypto.VolumeKey;
import io.sealcopy.protocol.key.Direction;
import io.sealcopy.storage.volume.VolumeFailure;
import io.sealcopy.target.remote.CopyBlocks;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class OpenedBlocksTest {
  private static final int LENGTH = 64 * 1024;

  @Test
  void plaintextArrivesAtTheSamePlaceAndTheReceivedBytesStaySealed() {
    BlockCipher cipher = cipher();
    byte[] plain = new byte[LENGTH];
    new SecureRandom().nextBytes(plain);
    ByteBuffer sealed = ByteBuffer.allocateDirect(LENGTH);
    cipher.seal(77, ByteBuffer.wrap(plain), sealed);
    byte[] before = bytes(sealed.flip());
    Place place = new Place();
    OpenedBlocks blocks = new OpenedBlocks(place, cipher);

    assertThat(blocks.write(77, sealed.duplicate())).isNull();
    assertThat(blocks.write(99, sealed.duplicate().limit(512))).isNull();

    assertThat(place.lbas).containsExactly(77L, 99L);
    assertThat(place.written.getFirst()).isEqualTo(plain);
    assertThat(place.written.getLast()).hasSize(512);
    assertThat(bytes(sealed)).isEqualTo(before);
  }

  @Test
  void aRunIsOpenedPieceByPieceAndStaysTogether() {
    BlockCipher cipher = cipher();
    byte[] plain = new byte[LENGTH];
    new SecureRandom().nextBytes(plain);
    ByteBuffer sealed = ByteBuffer.allocateDirect(LENGTH);
    cipher.seal(77, ByteBuffer.wrap(plain), sealed);
    Place place = new Place();

    ByteBuffer[] run = {sealed.slice(0, 4096), sealed.slice(4096, LENGTH - 4096)};
    assertThat(new OpenedBlocks(place, cipher).writeRun(77, run, 2)).isTrue();

    assertThat(place.lbas).containsExactly(77L, 85L);
    assertThat(place.written.getFirst()).isEqualTo(Arrays.copyOf(plain, 4096));
    assertThat(place.written.getLast()).isEqualTo(Arrays.copyOfRange(plain, 4096, LENGTH));
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }

  private static BlockCipher cipher() {
    try (GroupKey group = GroupKey.random(new SecureRandom());
        VolumeKey key =
            VolumeKey.derive(group, Suites.AES_256_XTS, new UUID(1, 2), Direction.MAIN_TO_REMOTE)) {
      return Suites.AES_256_XTS.cipher(key, 512);
    }
  }

  private static final class Place implements CopyBlocks {
    private final List<Long> lbas = new ArrayList<>();
    private final List<byte[]> written = new ArrayList<>();

    @Override
    public @Nullable VolumeFailure write(long lba, ByteBuffer bytes) {
      lbas.add(lba);
      written.add(bytes(bytes));
      return null;
    }

    @Override
    public boolean writeRun(long lba, ByteBuffer[] sources, int count) {
      long at = lba;
      for (int i = 0; i < count; i++) {
        int length = sources[i].remaining();
        write(at, sources[i]);
        at += length / 512;
      }
      return true;
    }

    @Override
    public @Nullable VolumeFailure clear(long lba, long blocks) {
      throw new UnsupportedOperationException("no zeros come here");
    }

    @Override
    public @Nullable VolumeFailure read(long lba, ByteBuffer into) {
      throw new UnsupportedOperationException("nobody reads here");
    }

    @Override
    public @Nullable VolumeFailure sync() {
      return null;
    }
  }
}
