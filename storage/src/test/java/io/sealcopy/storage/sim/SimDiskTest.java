package io.sealcopy.storage.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealcopy.protocol.testing.Seeds;
import io.sealcopy.storage.file.OutOfSpaceException;
import io.sealcopy.storage.file.StorageFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SimDiskTest {
  @Test
  void keepsWhatWasSynced() {
    Seeds.forEach(
        50,
        (random, _) -> {
          SimDisk disk = new SimDisk(random);
          StorageFile file = disk.root().open("file");
          file.write(filled(2000, 1), 100);
          file.sync();
          file.write(filled(5000, 2), 100);
          disk.crash();
          for (byte b : disk.content("file", 100, 2000)) {
            assertThat(b).isIn((byte) 1, (byte) 2);
          }
        });
  }

  @Test
  void unsyncedWritesAreLostKeptTornAndReordered() throws IOException {
    Set<String> seen = new HashSet<>();
    for (int seed = 0; seed < 200; seed++) {
      SimDisk disk = new SimDisk(Seeds.generator(seed));
      StorageFile file = disk.root().open("file");
      file.write(filled(1024, 0), 0);
      file.sync();
      file.write(filled(1024, 1), 0);
      file.write(filled(1024, 2), 1024);
      disk.crash();
      byte[] after = disk.content("file", 0, 2048);
      seen.add("" + after[0] + after[512] + after[1024] + after[1536]);
    }
    assertThat(seen).contains("0000", "1122", "1100", "0022", "1000", "0122");
  }

  @Test
  void anyVersionOfASectorMaySurviveUnlessLaterSynced() throws IOException {
    Set<Byte> seen = new HashSet<>();
    for (int seed = 0; seed < 100; seed++) {
      SimDisk disk = new SimDisk(Seeds.generator(seed));
      StorageFile file = disk.root().open("file");
      for (int version = 1; version <= 3; version++) {
        file.write(filled(512, version), 0);
      }
      disk.crash();
      seen.add(disk.content("file", 0, 1)[0]);
    }
    assertThat(seen).containsExactlyInAnyOrder((byte) 0, (byte) 1, (byte) 2, (byte) 3);
  }

  @Test
  void sameSeedGivesTheSameDamage() throws IOException {
    byte[][] results = new byte[2][];
    for (int run = 0; run < 2; run++) {
      SimDisk disk = new SimDisk(Seeds.generator(42));
      StorageFile file = disk.root().open("file");
      file.write(filled(100_000, 1), 0);
      disk.crash();
      results[run] = disk.content("file", 0, 100_000);
    }
    assertThat(results[0]).isEqualTo(results[1]);
  }

  @Test
  void powerIsCutAtTheChosenChangeAndNothingWorksAfterIt() throws IOException {
    SimDisk disk = new SimDisk(Seeds.generator(1));
    StorageFile file = disk.root().open("file");
    disk.cutPowerAtChange(2);
    file.write(filled(10, 1), 0);
    assertThatThrownBy(file::sync).isInstanceOf(PowerCut.class);
    assertThatThrownBy(() -> file.read(filled(1, 0), 0)).isInstanceOf(PowerCut.class);
    disk.crash();
    assertThatThrownBy(file::size).isInstanceOf(PowerCut.class);
    disk.root().open("file").write(filled(1, 1), 0);
  }

  @Test
  void replacementIsOldOrNew() throws IOException {
    Set<Byte> seen = new HashSet<>();
    for (int seed = 0; seed < 50; seed++) {
      SimDisk disk = new SimDisk(Seeds.generator(seed));
      disk.root().replace("state", new byte[] {1});
      disk.cutPowerAtChange(1);
      assertThatThrownBy(() -> disk.root().replace("state", new byte[] {2}))
          .isInstanceOf(PowerCut.class);
      disk.crash();
      seen.add(disk.root().readAll("state")[0]);
    }
    assertThat(seen).containsExactlyInAnyOrder((byte) 1, (byte) 2);
  }

  @Test
  void faultsComeWhenAskedFor() throws IOException {
    SimDisk disk = new SimDisk(Seeds.generator(1));
    StorageFile file = disk.root().open("file");
    disk.faults().failNext("file", FaultPlan.Operation.SPACE);
    assertThatThrownBy(() -> file.write(filled(1, 1), 0)).isInstanceOf(OutOfSpaceException.class);
    file.write(filled(1, 1), 0);
    disk.faults().failNext("file", FaultPlan.Operation.SYNC);
    assertThatThrownBy(file::sync).isInstanceOf(IOException.class);
    assertThatThrownBy(file::sync).as("a failed sync stays failed").isInstanceOf(IOException.class);
    assertThat(disk.syncs()).isZero();
  }

  @Test
  void namesAreListedPerDirectory() throws IOException {
    SimDirectory root = new SimDisk(Seeds.generator(1)).root();
    root.open("b");
    root.open("a");
    root.directory("groups").open("a");
    root.directory("groups").directory("g").open("journal");
    assertThat(root.list()).containsExactly("a", "b");
    assertThat(root.directories()).containsExactly("groups");
    assertThat(root.directory("groups").directories()).containsExactly("g");
    assertThat(root.directory("groups").list()).containsExactly("a");
  }

  private static ByteBuffer filled(int length, int value) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) value);
    return ByteBuffer.wrap(bytes);
  }
}
