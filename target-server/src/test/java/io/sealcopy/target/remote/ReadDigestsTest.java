package io.sealcopy.target.remote;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.protocol.key.Sha256;
import io.sealcopy.protocol.testing.Seeds;
import io.sealcopy.protocol.vendor.DigestAnswer;
import io.sealcopy.protocol.vendor.DigestRun;
import io.sealcopy.protocol.vendor.DigestRun.State;
import io.sealcopy.storage.sim.SimDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What READ DIGESTS tells of a copy, whatever else happens to it meanwhile. */
class ReadDigestsTest {
  private static final long MAIN = 1;
  private static final int RUN = 8; // a 64th of the volume

  private CopyWorld world = new CopyWorld(new SimDisk(Seeds.generator(1)), 512);
  private long opening;

  @BeforeEach
  void openedCopy() {
    world = new CopyWorld(new SimDisk(Seeds.generator(1)), 512);
    world.bind();
    opening = world.open(MAIN, 1);
  }

  private void replicate(long lba, int blocks, long number) {
    CopyWorld.Written written =
        world.replicate(opening, lba, CopyWorld.content('C', 1, number, lba, blocks));
    world.runJobs();
    assertThat(written.good()).isTrue();
  }

  private static DigestAnswer answerOf(CopyWorld.Reply reply) {
    CopyAnswer.Data data = (CopyAnswer.Data) Objects.requireNonNull(reply.answer, "no answer yet");
    return CopyWorld.<DigestAnswer>value(DigestAnswer.decode(data.bytes()));
  }

  private DigestAnswer digests(long first, int runs) {
    CopyWorld.Reply reply = new CopyWorld.Reply();
    world.apply(
        new CopyEvent.ReadDigests(world.member(), first, DigestAnswer.bytesFor(runs), reply));
    world.runJobs();
    return answerOf(reply);
  }

  private static Sha256 sha(ByteBuffer bytes) {
    byte[] copy = new byte[bytes.remaining()];
    bytes.duplicate().get(copy);
    return Sha256.hashOf(copy);
  }

  @Test
  void ciphertextIsToldWithItsGenerationItsHighestSequenceAndTheHashOfItsBytes() {
    replicate(0, RUN, 1);
    replicate(0, 4, 2);
    DigestAnswer answer = digests(0, 100);
    ByteBuffer bytes = ByteBuffer.allocate(RUN * CopyWorld.BLOCK);
    bytes.put(CopyWorld.content('C', 1, 2, 0, 4)).put(CopyWorld.content('C', 1, 1, 4, 4)).flip();
    assertThat(answer.runs().getFirst())
        .isEqualTo(new DigestRun(0, RUN, 1, 2, sha(bytes), State.CIPHERTEXT));
    assertThat(answer.volumeId()).isEqualTo(CopyWorld.VOLUME);
  }

  @Test
  void everyBlockOfTheVolumeIsInOneRun() {
    replicate(20, 3, 1);
    DigestAnswer answer = digests(0, 100);
    assertThat(answer.more()).isFalse();
    assertThat(answer.runs().getFirst().lba()).isZero();
    assertThat(answer.runs().getLast().end()).isEqualTo(512);
    List<DigestRun> sealed = answer.runs().stream().filter(run -> run.state().isSealed()).toList();
    assertThat(sealed).hasSize(1);
    assertThat(sealed.getFirst().lba()).isEqualTo(20);
    assertThat(sealed.getFirst().blocks()).isEqualTo(3);
  }

  @Test
  void whatDoesNotFitIsToldByMore() {
    DigestAnswer answer = digests(16, 2);
    assertThat(answer.runs()).hasSize(2);
    assertThat(answer.runs().getFirst().lba()).isEqualTo(16);
    assertThat(answer.more()).isTrue();
    assertThat(answer.next()).isEqualTo(32);
  }

  @Test
  void beyondTheEndThereIsNothing() {
    DigestAnswer answer = digests(512, 4);
    assertThat(answer.runs()).isEmpty();
    assertThat(answer.more()).isFalse();
  }

  @Test
  void aRunThatIsWrittenWhileItIsReadIsChangingAndItsNeighboursAreNot() {
    replicate(0, 24, 1);
    CopyWorld.Reply reply = new CopyWorld.Reply();
    world.apply(new CopyEvent.ReadDigests(world.member(), 0, DigestAnswer.bytesFor(3), reply));
    CopyPorts.Job reading = world.jobs.removeFirst();
    CopyEvent read = reading.run();
    replicate(9, 1, 2);
    world.apply(read);
    assertThat(answerOf(reply).runs())
        .extracting(DigestRun::state)
        .containsExactly(State.CIPHERTEXT, State.CHANGING, State.CIPHERTEXT);
  }

  @Test
  void aRunWithARecordThatIsNotInPlaceYetIsChanging() {
    replicate(0, 16, 1);
    world.replicate(opening, 8, CopyWorld.content('C', 1, 2, 8, 1));
    CopyPorts.Job journalling = world.jobs.removeFirst();
    CopyWorld.Reply reply = new CopyWorld.Reply();
    world.apply(new CopyEvent.ReadDigests(world.member(), 0, DigestAnswer.bytesFor(2), reply));
    world.apply(world.jobs.removeFirst().run());
    assertThat(answerOf(reply).runs())
        .extracting(DigestRun::state)
        .containsExactly(State.CIPHERTEXT, State.CHANGING);
    world.apply(journalling.run());
  }

  @Test
  void bytesThatRotUnderTheTableHaveAnotherDigest() throws IOException {
    replicate(0, RUN, 1);
    Sha256 sound = digests(0, 1).runs().getFirst().digest();
    world.file().write(ByteBuffer.wrap(new byte[] {77}), 3 * CopyWorld.BLOCK + 5);
    DigestRun rotten = digests(0, 1).runs().getFirst();
    assertThat(rotten.digest()).isNotEqualTo(sound);
    assertThat(rotten.state()).isEqualTo(State.CIPHERTEXT);
  }

  @Test
  void severalAtATimeAreAnsweredInTheirOrderAndTooManyAreBusy() {
    CopyWorld.Reply[] replies = new CopyWorld.Reply[10];
    for (int i = 0; i < replies.length; i++) {
      replies[i] = new CopyWorld.Reply();
      world.apply(
          new CopyEvent.ReadDigests(world.member(), 8L * i, DigestAnswer.bytesFor(1), replies[i]));
    }
    world.runJobs();
    for (int i = 0; i < 8; i++) {
      assertThat(answerOf(replies[i]).runs().getFirst().lba()).isEqualTo(8L * i);
    }
    assertThat(replies[8].answer).isInstanceOf(CopyAnswer.Busy.class);
    assertThat(replies[9].answer).isInstanceOf(CopyAnswer.Busy.class);
  }

  @Test
  void anUnboundCopyHasNoDigests() {
    CopyWorld unbound = new CopyWorld(new SimDisk(Seeds.generator(2)), 64);
    CopyWorld.Reply reply = new CopyWorld.Reply();
    unbound.apply(new CopyEvent.ReadDigests(world.member(), 0, 1000, reply));
    assertThat(reply.answer).isInstanceOf(CopyAnswer.OutOfSequence.class);
  }
}
