package io.sealcopy.storage.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealcopy.protocol.testing.Seeds;
import io.sealcopy.protocol.testing.SpecPage;
import io.sealcopy.storage.file.StorageFile;
import io.sealcopy.storage.sim.SimDisk;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class EncryptionTableTest {
  private static final UUID VOLUME = UUID.fromString("0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0");

  private final SimDisk disk = new SimDisk(Seeds.generator(1));

  private EncryptionTable table(long blocks, int capacity) throws IOException {
    StorageFile file = disk.root().open("table");
    EncryptionTable.create(file, new TableShape(blocks, 512, VOLUME, capacity), 3, 0);
    return EncryptionTable.open(file, 4);
  }

  private static void checkpoint(EncryptionTable table, long sequence, long arrival)
      throws IOException {
    Checkpoint checkpoint = table.beginCheckpoint(sequence, arrival);
    checkpoint.write();
    table.finish(checkpoint);
  }

  private static List<String> runs(EncryptionTable table, long from, int pages) throws IOException {
    List<String> runs = new ArrayList<>();
    long next =
        table.visitRuns(
            from,
            pages,
            (lba, blocks, state, generation, highest) ->
                runs.add("%d+%d %s g%d s%d".formatted(lba, blocks, state, generation, highest)));
    runs.add("next " + next);
    return runs;
  }

  @Test
  void pagesOnDiskAreTheVectors() throws IOException {
    EncryptionTable table = table(2097152, 4096);
    for (int i = 2; i < 5; i++) {
      checkpoint(table, 0, 0);
    }
    table.setCiphertext(511, 1, 7, 12, new int[] {0x01020304});
    table.handOut(0, 2097152);
    table.setCiphertext(510, 1, 7, 41, new int[] {0xdeadbeef});
    checkpoint(table, 41, 33);
    SpecPage page = SpecPage.named("encryption-table.md");
    assertThat(disk.content("table", 0, 4096)).isEqualTo(page.vector("disk superblock"));
    assertThat(disk.content("table", 4114L * 4096, 4096))
        .isEqualTo(page.vector("disk summary page 0"));
    assertThat(disk.content("table", 4117L * 4096, 4096))
        .isEqualTo(page.vector("disk table page 2"));
    byte[] head = page.vector("disk double-write head of these three");
    assertThat(disk.content("table", 4096, head.length)).isEqualTo(head);
    assertThat(disk.content("table", 18L * 4096, 4096)).isEqualTo(page.vector("disk superblock"));
  }

  private static List<String> all(EncryptionTable table, long from, long to) throws IOException {
    List<String> runs = new ArrayList<>();
    table.visitAll(
        from,
        to,
        (lba, blocks, state, generation, highest) ->
            runs.add("%d+%d %s g%d s%d".formatted(lba, blocks, state, generation, highest)));
    return runs;
  }

  @Test
  void allOfARangeIsGivenWithItsPlaintextAndCutAtItsEnds() throws IOException {
    EncryptionTable table = table(2000, 64);
    int[] crcs = new int[600];
    assertThat(all(table, 3, 2000)).containsExactly("3+1997 PLAINTEXT g0 s0");
    assertThat(table.plaintextUpTo(3)).isEqualTo(2000);
    table.setCiphertext(700, 10, 2, 6, crcs);
    table.setCiphertext(705, 10, 2, 9, crcs);
    assertThat(all(table, 0, 2000))
        .containsExactly(
            "0+700 PLAINTEXT g0 s0", "700+15 CIPHERTEXT g2 s9", "715+1285 PLAINTEXT g0 s0");
    assertThat(all(table, 702, 704)).containsExactly("702+2 CIPHERTEXT g2 s6");
    assertThat(table.plaintextUpTo(3)).isLessThanOrEqualTo(700);
    assertThat(table.plaintextUpTo(708)).isEqualTo(708);
  }

  @Test
  void clearingARangeOfManyPagesTakesItsCiphertextOnly() throws IOException {
    EncryptionTable table = table(200_000, 64);
    int[] crcs = new int[600];
    table.setCiphertext(100, 600, 1, 5, crcs);
    table.setCiphertext(150_000, 4, 1, 6, crcs);
    table.handOut(150_000, 1);
    table.clear(300, 149_702);
    assertThat(runs(table, 0, 100))
        .containsExactly("100+200 CIPHERTEXT g1 s5", "150002+2 CIPHERTEXT g1 s6", "next -1");
    assertThat(table.ciphertextBlocks()).isEqualTo(202);
    assertThat(table.handedOutBlocks()).isZero();
  }

  @Test
  void neighboursOfEqualStateAndGenerationAreOneRunAcrossPages() throws IOException {
    EncryptionTable table = table(2000, 64);
    int[] crcs = new int[600];
    table.setCiphertext(100, 600, 1, 5, crcs);
    table.setCiphertext(700, 10, 2, 6, crcs);
    table.setCiphertext(200, 1, 1, 9, crcs);
    assertThat(runs(table, 0, 100))
        .containsExactly("100+600 CIPHERTEXT g1 s9", "700+10 CIPHERTEXT g2 s6", "next -1");
    table.handOut(150, 100);
    table.setPlaintext(160, 2);
    assertThat(runs(table, 0, 100))
        .containsExactly(
            "100+50 CIPHERTEXT g1 s5",
            "150+10 HANDED_OUT g1 s5",
            "162+88 HANDED_OUT g1 s9",
            "250+450 CIPHERTEXT g1 s5",
            "700+10 CIPHERTEXT g2 s6",
            "next -1");
    assertThat(table.ciphertextBlocks()).isEqualTo(510);
    assertThat(table.handedOutBlocks()).isEqualTo(98);
    assertThat(table.allHandedOut(162, 88)).isTrue();
    assertThat(table.allHandedOut(161, 2)).isFalse();
  }

  @Test
  void visitStopsAtThePageLimitAndAtTheVisitor() throws IOException {
    EncryptionTable table = table(254 * 10, 64);
    table.setCiphertext(0, 254 * 3, 1, 5, new int[254 * 3]);
    table.setCiphertext(254 * 8, 1, 1, 5, new int[1]);
    assertThat(runs(table, 10, 2)).containsExactly("10+498 CIPHERTEXT g1 s5", "next 508");
    assertThat(runs(table, 508, 2))
        .containsExactly("508+254 CIPHERTEXT g1 s5", "2032+1 CIPHERTEXT g1 s5", "next -1");
    assertThat(table.visitRuns(0, 99, (lba, _, _, _, _) -> lba < 2032)).isEqualTo(2032);
    assertThat(table.visitRuns(2033, 99, (_, _, _, _, _) -> true)).isEqualTo(-1);
  }

  @Test
  void tableOfARecreatedFileHasNothingOfTheOldOne() throws IOException {
    EncryptionTable old = table(2000, 64);
    old.setCiphertext(0, 2000, 1, 5, new int[2000]);
    checkpoint(old, 5, 5);
    old.close();
    EncryptionTable table = table(2000, 64);
    assertThat(runs(table, 0, 100)).containsExactly("next -1");
    assertThat(table.entry(7)).isEqualTo(new BlockEntry(BlockState.PLAINTEXT, 0, 0, 0));
  }

  @Test
  void damagedPageIsFoundWhenItIsRead() throws IOException {
    EncryptionTable table = table(2000, 64);
    table.setCiphertext(0, 2000, 1, 5, new int[2000]);
    checkpoint(table, 5, 5);
    checkpoint(table, 6, 6); // the double-write area holds the superblock only now
    TableShape shape = table.shape();
    disk.flipBit("table", (shape.firstTable() + 3) * 4096 * 8 + 4000);
    EncryptionTable again = EncryptionTable.open(disk.root().open("table"), 4);
    assertThat(again.entry(0).state()).isEqualTo(BlockState.CIPHERTEXT);
    assertThatThrownBy(() -> again.entry(3 * 254))
        .isInstanceOf(TableDamagedException.class)
        .hasMessageContaining("table page 3 fails its checksum");
  }

  @Test
  void damagedSuperblockIsRepairedFromTheArea() throws IOException {
    EncryptionTable table = table(2000, 64);
    table.setCiphertext(0, 2000, 1, 5, new int[2000]);
    checkpoint(table, 5, 4);
    disk.damage("table", 0, new byte[4096]);
    EncryptionTable again = EncryptionTable.open(disk.root().open("table"), 4);
    assertThat(again.repairedPages()).isPositive();
    assertThat(again.sequence()).isEqualTo(5);
    assertThat(again.arrival()).isEqualTo(4);
    assertThat(again.ciphertextBlocks()).isEqualTo(2000);
  }

  @Test
  void otherFileIsNoTable() throws IOException {
    StorageFile file = disk.root().open("other");
    assertThatThrownBy(() -> EncryptionTable.open(file, 4))
        .isInstanceOf(TableDamagedException.class)
        .hasMessageContaining("no superblock");
    byte[] noise = new byte[20000];
    Arrays.fill(noise, (byte) 0x5a);
    disk.damage("other", 0, noise);
    assertThatThrownBy(() -> EncryptionTable.open(file, 4))
        .isInstanceOf(TableDamagedException.class);
  }
}
