package io.sealcopy.storage.volume;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.protocol.testing.Seeds;
import io.sealcopy.storage.file.ColdFiles;
import io.sealcopy.storage.volume.VolumeFiles.Allocation;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every kind of volume against an array of bytes. */
class VolumeModelTest {
  private static final int BLOCKS = 5000;

  @TempDir Path directory;

  private interface Opener {
    Volume open(VolumeGeometry geometry, int number) throws IOException;
  }

  @Test
  void sparseFileKeepsBlocksLikeAnArray() {
    check((geometry, n) -> file("sparse" + n, geometry, Allocation.SPARSE));
  }

  @Test
  void preallocatedFileKeepsBlocksLikeAnArray() {
    check((geometry, n) -> file("full" + n, geometry, Allocation.PREALLOCATED));
  }

  @Test
  void memoryKeepsBlocksLikeAnArray() {
    check((geometry, _) -> new MemoryVolume(UUID.randomUUID(), UUID.randomUUID(), geometry));
  }

  private void check(Opener opener) {
    int[] number = {0};
    Seeds.forEach(
        4,
        (random, _) -> {
          int length = random.nextBoolean() ? 512 : 4096;
          Volume volume = opener.open(new VolumeGeometry(length, BLOCKS), number[0]++);
          byte[] model = new byte[BLOCKS * length];
          for (int step = 0; step < 200; step++) {
            if (random.nextInt(50) == 0) {
              chill();
            }
            int lba = random.nextInt(BLOCKS);
            int blocks = 1 + random.nextInt(Math.min(BLOCKS - lba, 600));
            step(volume, model, random, lba, blocks);
          }
          compare(volume, model, 0, BLOCKS);
          checkHolesReadAsZeros(volume, model);
          volume.close();
        });
  }

  /** Where that is possible, what was read and written so far is in no cache any more. */
  private void chill() throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
      for (Path file : files) {
        boolean _ = ColdFiles.chill(file);
      }
    }
  }

  private static void step(Volume volume, byte[] model, RandomGenerator random, int lba, int blocks)
      throws Exception {
    int length = volume.geometry().blockLength();
    switch (random.nextInt(5)) {
      case 0, 1 -> {
        byte[] bytes = new byte[blocks * length];
        random.nextBytes(bytes);
        System.arraycopy(bytes, 0, model, lba * length, bytes.length);
        write(volume, random, lba, blocks, bytes);
      }
      case 2 -> {
        assertThat(wait(c -> volume.zero(lba, blocks, c))).isNull();
        Arrays.fill(model, lba * length, (lba + blocks) * length, (byte) 0);
      }
      case 3 -> {
        assertThat(wait(c -> volume.unmap(lba, blocks, c))).isNull();
        Arrays.fill(model, lba * length, (lba + blocks) * length, (byte) 0);
      }
      default -> {
        compare(volume, model, lba, blocks);
        assertThat(wait(volume::flush)).isNull();
      }
    }
  }

  /** Slices of any length, in any order, starting anywhere in a block. */
  private static void write(
      Volume volume, RandomGenerator random, int lba, int blocks, byte[] bytes) throws Exception {
    WriteStream stream = volume.openWrite(lba, blocks, random.nextBoolean());
    int cut = random.nextInt(bytes.length);
    ByteBuffer late = ByteBuffer.allocateDirect(bytes.length - cut);
    late.put(bytes, cut, bytes.length - cut).flip();
    ByteBuffer early = ByteBuffer.wrap(bytes, 0, cut);
    stream.data(cut, late);
    stream.data(0, early);
    assertThat(late.hasRemaining() || early.hasRemaining()).isFalse();
    assertThat(wait(stream::finish)).isNull();
  }

  private static void compare(Volume volume, byte[] model, int lba, int blocks) throws Exception {
    int length = volume.geometry().blockLength();
    ByteBuffer read = ByteBuffer.allocateDirect(blocks * length + 1);
    read.position(1);
    assertThat(wait(c -> volume.read(lba, read, c))).isNull();
    assertThat(read.hasRemaining()).isFalse();
    assertThat(
            read.slice(1, blocks * length)
                .mismatch(ByteBuffer.wrap(model, lba * length, blocks * length)))
        .isEqualTo(-1);
  }

  private static void checkHolesReadAsZeros(Volume volume, byte[] model) {
    int length = volume.geometry().blockLength();
    for (long lba = 0; lba < BLOCKS; ) {
      long run = volume.mappedRun(lba, BLOCKS - lba);
      assertThat(Math.abs(run)).isBetween(1L, BLOCKS - lba);
      if (run < 0) {
        for (long at = lba * length; at < (lba - run) * length; at++) {
          assertThat(model[(int) at]).isZero();
        }
      }
      lba += Math.abs(run);
    }
  }

  static @Nullable VolumeFailure wait(Consumer<Completion> operation) throws Exception {
    CompletableFuture<Optional<VolumeFailure>> done = new CompletableFuture<>();
    operation.accept(failure -> done.complete(Optional.ofNullable(failure)));
    return done.get(30, TimeUnit.SECONDS).orElse(null);
  }

  private Volume file(String name, VolumeGeometry geometry, Allocation allocation)
      throws IOException {
    return VolumeFiles.openFile(directory.resolve(name), geometry, allocation, UUID::randomUUID);
  }
}
