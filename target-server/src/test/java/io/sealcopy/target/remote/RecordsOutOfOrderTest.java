package io.sealcopy.target.remote;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.protocol.record.RecordHeader;
import io.sealcopy.protocol.record.RecordKind;
import io.sealcopy.storage.sim.SimDisk;
import io.sealcopy.storage.volume.VolumeFailure;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Records of a sealed link come in any order, and twice; they are put in place in theirs. */
class RecordsOutOfOrderTest {
  private static final long LINK = 5;

  private final CopyWorld world = new CopyWorld(new SimDisk(new Random(1)), 64);
  private final RecordSender main = new RecordSender(world);

  @BeforeEach
  void open() {
    world.bind();
    assertThat(main.open(1, LINK, 1, true)).isInstanceOf(CopyAnswer.Opened.class);
  }

  private static void assertDone(CopyWorld.Reply reply) {
    assertThat(reply.answer).isEqualTo(new CopyAnswer.Done());
  }

  private void assertBlock(long lba, int number, long sequence) {
    assertThat(world.at(lba).number()).isEqualTo(number);
    assertThat(world.table(9, false).entries())
        .anySatisfy(entry -> {
          assertThat(entry.lba()).isEqualTo(lba);
          assertThat(entry.highestSequence()).isEqualTo(sequence);
        });
  }

  @Test
  void whatIsEarlyWaitsAndIsNotAnswered() {
    CopyWorld.Reply second = main.send(2, 7, 0x22);
    world.runJobs();
    assertThat(second.answer).isNull();
    assertThat(world.status().binding().orElseThrow().durableSequence()).isZero();

    CopyWorld.Reply first = main.send(1, 7, 0x11);
    world.runJobs();
    assertDone(first);
    assertDone(second);
    assertBlock(7, 0x22, 2);
    assertThat(world.status().binding().orElseThrow().durableSequence()).isEqualTo(2);
  }

  @Test
  void whatComesAgainIsAnsweredAndChangesNothing() {
    CopyWorld.Reply first = main.send(1, 3, 0x11);
    CopyWorld.Reply again = main.send(1, 3, 0x11);
    assertThat(again.answer).isNull();
    world.runJobs();
    assertDone(first);
    assertDone(again);
    main.send(2, 3, 0x22);
    world.runJobs();
    assertDone(main.send(1, 3, 0x11));
    world.runJobs();
    assertBlock(3, 0x22, 2);
  }

  @Test
  void anEarlyRecordIsGoneWithTheRemoteAndComesAgain() {
    main.send(1, 3, 0x11);
    world.runJobs();
    main.send(3, 40, 0x33);
    world.runJobs();
    world.disk.kill();
    world.boot();
    assertThat(world.status().binding().orElseThrow().durableSequence()).isEqualTo(1);

    main.open(2, 6, 2, false);
    CopyWorld.Reply third = main.send(3, 40, 0x33);
    CopyWorld.Reply second = main.send(2, 40, 0x22);
    world.runJobs();
    assertDone(second);
    assertDone(third);
    assertBlock(40, 0x33, 3);
  }

  @Test
  void aGapAtOpeningIsRefusedUnlessEverythingIsCopiedAnew() {
    main.send(1, 3, 0x11);
    world.runJobs();
    assertThat(main.open(2, 6, 7, false))
        .isInstanceOfSatisfying(
            CopyAnswer.WrongField.class, wrong -> assertThat(wrong.offset()).isEqualTo(88));
    assertThat(main.open(2, 6, 7, true)).isInstanceOf(CopyAnswer.Opened.class);
    assertThat(world.status().binding().orElseThrow().durableSequence()).isEqualTo(6);
    CopyWorld.Reply seventh = main.send(7, 3, 0x77);
    world.runJobs();
    assertDone(seventh);
    assertThat(world.status().binding().orElseThrow().durableSequence()).isEqualTo(7);
  }

  @Test
  void aRecordOfAnOlderEpochIsRefusedWithItsField() {
    RecordHeader old = RecordSender.header(RecordKind.DATA, 0, 1, 3, 1, 0x11);
    assertThat(main.send(old, 0x11).answer)
        .isInstanceOfSatisfying(
            CopyAnswer.WrongField.class, wrong -> assertThat(wrong.offset()).isEqualTo(16));
    assertThat(world.status().ciphertextBlocks()).isZero();
  }

  @Test
  void zerosAreRefusedWhereTheyComeSealed() {
    RecordHeader zeros = RecordSender.header(RecordKind.ZERO, 1, 1, 0, 64, 0);
    assertThat(main.send(zeros, 0).answer)
        .isInstanceOfSatisfying(
            CopyAnswer.WrongField.class, wrong -> assertThat(wrong.offset()).isEqualTo(10));
  }

  @Test
  void theOtherConnectionGoesOnWhenOneIsCut() {
    main.open(2, LINK, 1, false);
    CopyWorld.Reply second = main.send(2, 4, 0x22);
    world.apply(new CopyEvent.NexusEnded(1));
    CopyWorld.Reply first = main.send(1, 3, 0x11);
    world.runJobs();
    assertDone(first);
    assertDone(second);
    world.apply(new CopyEvent.NexusEnded(2));
    assertThat(main.send(3, 4, 0x33).answer).isInstanceOf(CopyAnswer.OutOfSequence.class);
  }

  @Test
  void anotherLinkDropsWhatWasEarly() {
    CopyWorld.Reply second = main.send(2, 4, 0x22);
    main.open(2, 6, 1, false);
    assertThat(second.answer).isInstanceOf(CopyAnswer.OutOfSequence.class);
    CopyWorld.Reply first = main.send(1, 3, 0x11);
    world.runJobs();
    assertDone(first);
    assertThat(world.status().binding().orElseThrow().durableSequence()).isEqualTo(1);
  }

  @Test
  void aWriteOfTheOtherLinkIsRefused() {
    CopyWorld.Written written = world.replicate(1, 0, CopyWorld.content('C', 1, 1, 0, 1));
    world.runJobs();
    assertThat(written.failure).containsInstanceOf(VolumeFailure.Protected.class);
  }

  @Test
  void theTableKeepsTheRecordsOwnSequence() {
    main.open(2, 6, 100, true);
    main.send(100, 5, 0x44);
    world.runJobs();
    assertBlock(5, 0x44, 100);
  }
}
