package io.sealcopy.target.remote;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.protocol.Crc32c;
import io.sealcopy.protocol.key.Direction;
import io.sealcopy.protocol.record.RecordHeader;
import io.sealcopy.protocol.record.RecordKind;
import io.sealcopy.protocol.record.SealSuite;
import io.sealcopy.protocol.vendor.BindCopy;
import io.sealcopy.protocol.vendor.CopyStatus;
import io.sealcopy.protocol.vendor.OpenNexus;
import io.sealcopy.protocol.vendor.OpenNexus.LinkKind;
import io.sealcopy.storage.sim.SimDisk;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A main centre seals nothing and says so when it opens its nexus. */
class PlainCopyTest {
  private static final long MAIN = 3;
  private static final long HOST = 4;

  private final SimDisk disk = new SimDisk(new Random(1));
  private final CopyWorld world = new CopyWorld(disk, 10_000);

  private void bind() {
    BindCopy list =
        new BindCopy(
            CopyWorld.GROUP,
            CopyWorld.VOLUME,
            Direction.MAIN_TO_REMOTE,
            1,
            CopyWorld.BLOCK,
            world.blocks,
            BindCopy.Holes.CLEAR);
    world.command(l -> new CopyEvent.Bind(world.member(), list, l));
  }

  private static OpenNexus plain(LinkKind kind, long number, long next) {
    return new OpenNexus(
        CopyWorld.GROUP,
        CopyWorld.VOLUME,
        Direction.MAIN_TO_REMOTE,
        1,
        0,
        RecordHeader.NO_KEY,
        Optional.of(new OpenNexus.Link(kind, number, next, false, true)));
  }

  private CopyAnswer open(OpenNexus list) {
    return world.command(l -> new CopyEvent.OpenNexus(world.member(), MAIN, list, l));
  }

  private long openStandard(long number) {
    return ((CopyAnswer.Opened) open(plain(LinkKind.STANDARD, number, 0))).opening();
  }

  private static RecordHeader record(RecordKind kind, long sequence, long lba, int number) {
    boolean data = kind == RecordKind.DATA;
    return new RecordHeader(
        kind,
        SealSuite.NONE,
        false,
        1,
        CopyWorld.GROUP,
        CopyWorld.VOLUME,
        sequence,
        RecordHeader.NO_KEY,
        0,
        CopyWorld.BLOCK,
        lba,
        1,
        0,
        data ? CopyWorld.BLOCK : 0,
        Crc32c.of(CopyWorld.content('C', 1, number, lba, data ? 1 : 0)),
        0,
        0,
        1);
  }

  private CopyStatus.Binding binding() {
    return world.status().binding().orElseThrow();
  }

  @Test
  void writesArriveAndAreCountedAndNothingIsCiphertext() {
    bind();
    long opening = openStandard(7);
    for (long i = 0; i < 3; i++) {
      world.replicate(opening, 8 * i, CopyWorld.content('C', 1, i, 8 * i, 4));
    }
    world.runJobs();
    assertThat(world.at(16).number()).isEqualTo(2);
    assertThat(world.status().ciphertextBlocks()).isZero();
    assertThat(world.table(HOST, false).entries()).isEmpty();
    assertThat(binding().durableArrival()).isEqualTo(3);
    assertThat(world.core().statistics().plain()).isTrue();
    disk.crash();
    world.boot();
    assertThat(binding().durableArrival()).isEqualTo(3);
    assertThat(world.core().statistics().plain()).isTrue();
    assertThat(world.at(16).number()).isEqualTo(2);
  }

  @Test
  void recordsArriveAndASequenceIsDurableAfterARestart() {
    bind();
    RecordSender main = new RecordSender(world);
    assertThat(main.open(MAIN, plain(LinkKind.SEALED, 7, 1))).isInstanceOf(CopyAnswer.Opened.class);
    main.send(record(RecordKind.DATA, 1, 5, 51), 51);
    main.send(record(RecordKind.DATA, 2, 6, 61), 61);
    CopyWorld.Reply zero = main.send(record(RecordKind.ZERO, 3, 5, 0), 0);
    world.runJobs();
    assertThat(zero.answer).isEqualTo(new CopyAnswer.Done());
    disk.crash();
    world.boot();
    assertThat(binding().durableSequence()).isEqualTo(3);
    assertThat(world.at(5).kind()).isEqualTo((char) 0);
    assertThat(world.at(6).number()).isEqualTo(61);
    assertThat(world.status().ciphertextBlocks()).isZero();
  }

  @Test
  void zerosOverAllOfTheVolumeArePutInPlace() {
    bind();
    RecordSender main = new RecordSender(world);
    main.open(MAIN, plain(LinkKind.SEALED, 7, 1));
    main.send(record(RecordKind.DATA, 1, 9_000, 51), 51);
    RecordHeader all = zeros(2, (int) world.blocks);
    CopyWorld.Reply zero = main.send(all, 0);
    world.runJobs();
    assertThat(zero.answer).isEqualTo(new CopyAnswer.Done());
    assertThat(world.at(9_000).kind()).isEqualTo((char) 0);
  }

  @Test
  void zerosThatNoCheckpointCouldHoldAreRefused() {
    bind();
    RecordSender main = new RecordSender(world);
    main.open(MAIN, plain(LinkKind.SEALED, 7, 1));
    CopyWorld.Reply zero = main.send(zeros(1, RecordHeader.MAX_ZERO_BLOCKS + 1), 0);
    assertThat(zero.answer)
        .isEqualTo(new CopyAnswer.WrongField(96, "a record of zeros has too many blocks"));
  }

  private static RecordHeader zeros(long sequence, int blocks) {
    return new RecordHeader(
        RecordKind.UNMAP,
        SealSuite.NONE,
        false,
        1,
        CopyWorld.GROUP,
        CopyWorld.VOLUME,
        sequence,
        RecordHeader.NO_KEY,
        0,
        CopyWorld.BLOCK,
        0,
        blocks,
        0,
        0,
        0,
        0,
        0,
        1);
  }

  @Test
  void aSealedRecordIsRefused() {
    bind();
    RecordSender main = new RecordSender(world);
    main.open(MAIN, plain(LinkKind.SEALED, 7, 1));
    CopyWorld.Reply sealed = main.send(1, 5, 51);
    assertThat(sealed.answer)
        .isEqualTo(
            new CopyAnswer.WrongField(11, "the record is sealed otherwise than the nexus says"));
  }

  @Test
  void whatHostsWriteAfterATakeOverDoesNotCount() {
    bind();
    long opening = openStandard(7);
    world.replicate(opening, 0, CopyWorld.content('C', 1, 1, 0, 4));
    world.runJobs();
    world.takeOver();
    world.write(HOST, 1, CopyWorld.content('H', 0, 2, 1, 1));
    world.runJobs();
    assertThat(world.at(1).kind()).isEqualTo('H');
    assertThat(binding().durableArrival()).isEqualTo(1);
    disk.crash();
    world.boot();
    assertThat(binding().durableArrival()).isEqualTo(1);
  }

  @Test
  void aSealedPairDoesNotBecomeAPlainOne() {
    world.bind();
    world.open(MAIN, 1);
    assertFlagsAreWrong(open(plain(LinkKind.STANDARD, 7, 0)));
    assertThat(world.core().statistics().plain()).isFalse();
  }

  @Test
  void aPlainPairDoesNotBecomeASealedOne() {
    world.bind();
    openStandard(7);
    assertFlagsAreWrong(open(CopyWorld.openList(1, 1)));
  }

  private static void assertFlagsAreWrong(CopyAnswer answer) {
    assertThat(answer)
        .isInstanceOfSatisfying(
            CopyAnswer.WrongField.class, wrong -> assertThat(wrong.offset()).isEqualTo(72));
  }
}
