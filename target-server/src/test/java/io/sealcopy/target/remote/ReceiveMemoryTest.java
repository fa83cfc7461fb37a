package io.sealcopy.target.remote;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Eight groups at one centre, one of which takes all it can get. */
class ReceiveMemoryTest {
  private static final int GROUPS = 8;
  private static final int PIECE = 256 * 1024;
  private static final long TOTAL = 64L << 20;
  private static final long MOST = 40L << 20;

  private final ReceiveMemory memory = new ReceiveMemory(TOTAL, MOST, TOTAL, GROUPS);
  private final List<ReceiveMemory.OfGroup> groups = new ArrayList<>();

  ReceiveMemoryTest() {
    for (int i = 0; i < GROUPS; i++) {
      groups.add(memory.ofGroup());
    }
  }

  private static long takeAll(ReceiveMemory.OfGroup group) {
    long taken = 0;
    while (group.claim(PIECE)) {
      taken += PIECE;
    }
    return taken;
  }

  @Test
  void aGreedyGroupLeavesTheOthersTheirShares() {
    long share = TOTAL / 2 / GROUPS;
    assertThat(takeAll(groups.getFirst())).isEqualTo(share + TOTAL / 2);
    long all = groups.getFirst().held();
    for (ReceiveMemory.OfGroup other : groups.subList(1, GROUPS)) {
      long taken = takeAll(other);
      assertThat(taken).isEqualTo(share);
      all += taken;
    }
    assertThat(all).isEqualTo(TOTAL);
  }

  @Test
  void oneGroupHasItsOwnBoundThoughThereIsMore() {
    ReceiveMemory.OfGroup alone = new ReceiveMemory(1L << 30, MOST, 1L << 30, 1).ofGroup();
    assertThat(takeAll(alone)).isEqualTo(MOST);
  }

  @Test
  void whatIsGivenBackIsThereForOthers() {
    long taken = takeAll(groups.getFirst());
    for (long given = 0; given < taken; given += PIECE) {
      groups.getFirst().give(PIECE);
    }
    assertThat(groups.getFirst().held()).isZero();
    assertThat(takeAll(groups.getLast())).isEqualTo(taken);
  }

  @Test
  void aRefusedClaimLeavesNothingBehind() {
    long taken = takeAll(groups.getFirst());
    for (int i = 0; i < 1000; i++) {
      assertThat(groups.getFirst().claim(PIECE)).isFalse();
    }
    groups.getFirst().give(PIECE);
    assertThat(groups.getFirst().held()).isEqualTo(taken - PIECE);
    assertThat(groups.getFirst().claim(PIECE)).isTrue();
  }

  @Test
  void buffersThatNobodyUsesAreKeptUpToABound() {
    BlockBuffers buffers = new BlockBuffers(memory.ofGroup());
    List<BlockBuffer> taken = new ArrayList<>();
    for (BlockBuffer next = buffers.take(PIECE); next != null; next = buffers.take(PIECE)) {
      taken.add(next);
    }
    assertThat(taken).isNotEmpty();
    taken.forEach(BlockBuffer::release);
    int again = 0;
    for (BlockBuffer next = buffers.take(PIECE); next != null; next = buffers.take(PIECE)) {
      again++;
    }
    assertThat(again).isEqualTo(taken.size());
  }

  @Test
  void oneMainCentreWithManyGroupsLeavesAnotherItsMemory() {
    ReceiveMemory bounded = new ReceiveMemory(TOTAL, MOST, TOTAL / 4, GROUPS);
    List<ReceiveMemory.OfGroup> greedy = new ArrayList<>();
    for (int i = 0; i < GROUPS - 1; i++) {
      ReceiveMemory.OfGroup group = bounded.ofGroup();
      group.belongsTo("iqn.2026-01.test:greedy");
      greedy.add(group);
    }
    ReceiveMemory.OfGroup modest = bounded.ofGroup();
    modest.belongsTo("iqn.2026-01.test:modest");
    long taken = greedy.stream().mapToLong(ReceiveMemoryTest::takeAll).sum();
    assertThat(taken).isLessThanOrEqualTo(TOTAL / 4);
    assertThat(bounded.heldBy("iqn.2026-01.test:greedy")).isEqualTo(taken);
    assertThat(takeAll(modest)).as("all that it may hold").isEqualTo(TOTAL / 4);
    assertThat(greedy.getFirst().claim(4096)).isFalse();
    greedy.getFirst().give((int) Math.min(greedy.getFirst().held(), 1 << 20));
    assertThat(greedy.getLast().claim(4096)).as("what one of its groups gives back").isTrue();
  }
}
