package io.sealcopy.target.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealcopy.protocol.testing.Seeds;
import io.sealcopy.protocol.testing.SpecPage;
import io.sealcopy.storage.file.StorageFile;
import io.sealcopy.storage.sim.SimDisk;
import io.sealcopy.storage.table.EncryptionTable;
import io.sealcopy.storage.table.TableShape;
import io.sealcopy.storage.volume.VolumeGeometry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class EarlierImageFormatTest {
  private static final SpecPage PAGE = SpecPage.named("earlier-image.md");
  private static final UUID VOLUME = UUID.fromString("0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0");
  private static final VolumeGeometry GEOMETRY = new VolumeGeometry(4096, 18);

  @Test
  void theMarkMeansItsValueAndBack() throws IOException {
    ImageMark kept = new ImageMark(4711, 1_700_000_000_000L, 0);
    byte[] vector = PAGE.vector("mark of an image");
    assertThat(ImageMark.decode(vector)).isEqualTo(kept);
    assertThat(kept.encode()).isEqualTo(vector);
    assertThat(kept.puttingBackAt(4).encode())
        .isEqualTo(PAGE.vector("mark that a take-over puts back"));
    for (int bit = 0; bit < vector.length * 8; bit++) {
      byte[] damaged = vector.clone();
      damaged[bit / 8] ^= (byte) (1 << bit % 8);
      assertThatThrownBy(() -> ImageMark.decode(damaged)).isInstanceOf(IOException.class);
    }
  }

  @Test
  void whatIsSavedIsWrittenAsThePageSays() throws IOException {
    SimDisk disk = new SimDisk(Seeds.generator(1));
    StorageFile tableFile = disk.root().open("table");
    EncryptionTable.create(tableFile, new TableShape(18, 4096, VOLUME, 64), 1, 0);
    EncryptionTable table = EncryptionTable.open(tableFile, 16);
    int checksum = ByteBuffer.wrap(slot()).getInt(68);
    table.setCiphertext(17, 1, 7, 300, new int[] {checksum});
    CopyImage copy = new CopyImage(new SimBlocks(disk.root().open("volume"), 4096), table);
    StorageFile file = disk.root().open("earlier");
    EarlierBlocks blocks = EarlierBlocks.create(file, GEOMETRY, VOLUME, 0x0123_4567_89ab_cdefL);
    blocks.save(copy, 16, 1, false, Long.MAX_VALUE);
    blocks.sync();
    assertThat(read(file, 0, 64)).isEqualTo(PAGE.vector("header of earlier blocks"));
    assertThat(read(file, 4096, slot().length)).isEqualTo(slot());
    assertThat(EarlierBlocks.open(file, GEOMETRY, VOLUME).bytes()).isEqualTo(4096 + 69632);
    assertThatThrownBy(() -> EarlierBlocks.open(file, GEOMETRY, new UUID(1, 2)))
        .hasMessageContaining("another volume");
  }

  private static byte[] slot() {
    return PAGE.vector("beginning of a slot of a chunk of zeros, the rest of it zero");
  }

  private static byte[] read(StorageFile file, long at, int length) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length);
    file.read(bytes, at);
    return bytes.array();
  }
}
