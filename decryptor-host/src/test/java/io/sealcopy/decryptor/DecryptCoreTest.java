package io.sealcopy.decryptor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class DecryptCoreTest {
  private static final int BLOCKS = 200;
  private static final DecryptLimits LIMITS = new DecryptLimits(1, BLOCKS, 7, 4, 3);

  @Test
  void everySealedBlockBecomesPlaintextAndEveryOtherStays() {
    FakeCopy copy = new FakeCopy(BLOCKS, seeded(1));
    byte[] plain = fill(copy, seeded(2));
    copy.largestAnswer = 3;

    DecryptCore core = run(copy);

    assertThat(core.result().orElseThrow().complete()).isTrue();
    assertThat(copy.stored).isEqualTo(plain);
    assertThat(copy.sealed.isEmpty()).isTrue();
    assertThat(copy.opened).isEqualTo((int) core.result().orElseThrow().blocks());
  }

  @Test
  void killedAnywhereAndRunAgainThePlaintextIsRight() {
    for (int seed = 0; seed < 3_000; seed++) {
      RandomGenerator random = seeded(seed);
      FakeCopy copy = new FakeCopy(BLOCKS, random);
      byte[] plain = fill(copy, random);
      for (int kill = 0; kill < 4; kill++) {
        DecryptCore core = start(copy);
        for (int steps = random.nextInt(60); steps > 0 && copy.step(core); steps--) {
          disturb(copy, plain, random);
        }
        copy.forgetReader();
      }
      DecryptCore last = run(copy);
      assertThat(last.result().orElseThrow().complete()).as("seed %d", seed).isTrue();
      assertThat(copy.stored).as("seed %d", seed).isEqualTo(plain);
    }
  }

  private static void disturb(FakeCopy copy, byte[] plain, RandomGenerator random) {
    if (random.nextInt(10) == 0) {
      copy.breakLink();
    }
    if (random.nextInt(10) == 0) {
      int lba = random.nextInt(BLOCKS);
      plain[lba] = (byte) random.nextInt();
      copy.receive(lba, plain[lba]);
    }
  }

  @Test
  void aTableEntryBeyondTheVolumeStopsBeforeAnythingIsWritten() {
    FakeCopy copy = new FakeCopy(BLOCKS, seeded(1));
    fill(copy, seeded(2));
    byte[] before = copy.stored.clone();
    copy.tableBeyondVolume = true;

    DecryptResult result = run(copy).result().orElseThrow();

    assertThat(result.failure()).isInstanceOf(DecryptFailure.BeyondVolume.class);
    assertThat(copy.stored).isEqualTo(before);
  }

  @Test
  void aRunOfManyBlocksIsCutAtTheChunkSizeWithoutOverflow() {
    DecryptFailure wrong = failureFor(new SealedRun(Long.MAX_VALUE, Long.MAX_VALUE, 1));
    assertThat(wrong).isInstanceOf(DecryptFailure.BeyondVolume.class);
    assertThat(failureFor(new SealedRun(-1, 1, 1))).isInstanceOf(DecryptFailure.BeyondVolume.class);
    assertThat(failureFor(new SealedRun(0, 0, 1))).isInstanceOf(DecryptFailure.BeyondVolume.class);
    assertThat(failureFor(new SealedRun(0, 1, 2))).isInstanceOf(DecryptFailure.NoKey.class);
  }

  private static DecryptFailure failureFor(SealedRun run) {
    FakeCopy copy = new FakeCopy(BLOCKS, seeded(1));
    DecryptCore core = start(copy);
    core.apply(new DecryptEvent.TableRead(java.util.List.of(run)));
    DecryptFailure failure = core.result().orElseThrow().failure();
    assertThat(failure).isNotNull();
    return java.util.Objects.requireNonNull(failure);
  }

  @Test
  void aCopyThatChangesFasterThanItIsReadEndsIncomplete() {
    FakeCopy copy = new FakeCopy(BLOCKS, seeded(1));
    copy.receive(5, (byte) 1);
    DecryptCore core = start(copy);
    for (int steps = 0; core.result().isEmpty(); steps++) {
      assertThat(steps).isLessThan(100);
      copy.receive(5, (byte) steps);
      copy.step(core);
    }
    assertThat(core.result().orElseThrow().complete()).isFalse();
    assertThat(core.result().orElseThrow().superseded()).isPositive();
  }

  @Test
  void anEmptyTableIsACompleteDecryption() {
    DecryptResult result = run(new FakeCopy(BLOCKS, seeded(1))).result().orElseThrow();
    assertThat(result.complete()).isTrue();
    assertThat(result.blocks()).isZero();
  }

  private static RandomGenerator seeded(long seed) {
    return new java.util.Random(seed);
  }

  private static byte[] fill(FakeCopy copy, RandomGenerator random) {
    byte[] plain = new byte[BLOCKS];
    for (int lba = 0; lba < BLOCKS; lba++) {
      plain[lba] = (byte) random.nextInt();
      if (random.nextInt(4) == 0) {
        copy.stored[lba] = plain[lba];
      } else {
        copy.receive(lba, plain[lba]);
      }
    }
    return Arrays.copyOf(plain, BLOCKS);
  }

  private static DecryptCore start(FakeCopy copy) {
    DecryptCore core = new DecryptCore(copy, copy, LIMITS);
    core.apply(new DecryptEvent.Start());
    return core;
  }

  private static DecryptCore run(FakeCopy copy) {
    DecryptCore core = start(copy);
    for (int steps = 0; core.result().isEmpty(); steps++) {
      assertThat(steps).isLessThan(100_000);
      assertThat(copy.step(core)).isTrue();
    }
    return core;
  }
}
