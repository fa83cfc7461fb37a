package io.sealcopy.target.scsi.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealcopy.target.scsi.Nexus;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import org.junit.jupiter.api.Test;

/** COMPARE AND WRITE and ORWRITE against other commands whose data or completions take time. */
class UninterruptedTest {
  private static final String CAW = "89 00 0000000000000005 000000 02 00 00";
  private static final String WRITE_2 = "2a 00 00000005 00 0002 00";

  private final CommandRunner runner = CommandRunner.on(512, 64);
  private final Nexus first = runner.nexus();
  private final Nexus second = runner.nexus();
  private final Deque<Runnable> later = new ArrayDeque<>();

  private static byte[] bytes(int length, int value) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) value);
    return bytes;
  }

  private static byte[] compareThenWrite(int compare, int write) {
    byte[] bytes = bytes(2048, compare);
    Arrays.fill(bytes, 1024, 2048, (byte) write);
    return bytes;
  }

  private CommandRunner.Begun begin(Nexus nexus, String cdb, byte... data) {
    CommandRunner.Begun begun = runner.begin(nexus, cdb, data.length);
    begun.data(data);
    begun.run();
    return begun;
  }

  private void completeOne() {
    later.remove().run();
  }

  @Test
  void aWriteWhoseDataDoesNotComeBlocksNobody() {
    CommandRunner.Begun stalled = runner.begin(first, WRITE_2, 1024);
    stalled.data(bytes(512, 0x11));
    assertThat(runner.run(second, "8b 00 0000000000000005 00000002 00 00", bytes(1024, 4)).good())
        .isTrue();
    stalled.data(bytes(512, 0x11));
    stalled.run();
    assertThat(stalled.result().good()).isTrue();
    assertThat(runner.volume.content(5, 1)).containsOnly(0x15);
    assertThat(runner.volume.content(6, 1)).containsOnly(0x11);
  }

  @Test
  void halfABlockThatHasComeIsNotSeen() {
    CommandRunner.Begun stalled = runner.begin(first, WRITE_2, 1024);
    stalled.data(bytes(200, 0x11));
    assertThat(runner.run(second, CAW, compareThenWrite(0, 0x22)).good()).isTrue();
    stalled.data(bytes(400, 0x11));
    assertThat(runner.volume.content(5, 1)).containsOnly(0x11);
    assertThat(runner.volume.content(6, 1)).containsOnly(0x22);
    stalled.data(bytes(424, 0x11));
    stalled.run();
    assertThat(runner.volume.content(5, 2)).containsOnly(0x11);
  }

  @Test
  void aWriteThatCameWholeWaitsForTheEndOfACompareAndWrite() {
    runner.volume.completions = later::add;
    CommandRunner.Begun caw = begin(first, CAW, compareThenWrite(0, 0x22));
    CommandRunner.Begun write = runner.begin(second, WRITE_2, 1024);
    byte[] data = bytes(1024, 0x33);
    write.whole(data);
    // Its buffer is the caller's again: what waits has been kept.
    Arrays.fill(data, (byte) 0x55);
    completeOne(); // the read of COMPARE AND WRITE: it writes
    assertThat(runner.volume.content(5, 2)).containsOnly(0x22);
    while (!later.isEmpty()) {
      completeOne();
    }
    assertThat(caw.result().good()).isTrue();
    assertThat(write.result().good()).isTrue();
    assertThat(runner.volume.content(5, 2)).containsOnly(0x33);
  }

  @Test
  void aCompareAndWriteWaitsForTheEndOfAWriteThatCameWhole() {
    runner.volume.completions = later::add;
    CommandRunner.Begun write = runner.begin(first, WRITE_2, 1024);
    write.whole(bytes(1024, 0x33));
    CommandRunner.Begun caw = begin(second, CAW, compareThenWrite(0x33, 0x22));
    assertThat(later).hasSize(1);
    while (!later.isEmpty()) {
      completeOne();
    }
    assertThat(write.result().good()).isTrue();
    assertThat(caw.result().good()).isTrue();
    assertThat(runner.volume.content(5, 2)).containsOnly(0x22);
  }

  @Test
  void writesAndReadsWaitForTheEndOfACompareAndWrite() {
    runner.volume.completions = later::add;
    CommandRunner.Begun caw = begin(first, CAW, compareThenWrite(0, 0x22));
    CommandRunner.Begun write = begin(second, WRITE_2, bytes(1024, 0x33));
    CommandRunner.Begun elsewhere = begin(second, "2a 00 00000007 00 0001 00", bytes(512, 0x44));
    assertThat(runner.volume.content(5, 2)).containsOnly(0);
    assertThat(runner.volume.content(7, 1)).containsOnly(0x44);
    completeOne(); // the read of COMPARE AND WRITE: it writes
    assertThat(runner.volume.content(5, 2)).containsOnly(0x22);
    completeOne(); // the write elsewhere
    assertThat(elsewhere.ended()).isTrue();
    assertThat(caw.ended()).isFalse();
    completeOne(); // the write of COMPARE AND WRITE
    assertThat(caw.result().good()).isTrue();
    assertThat(runner.volume.content(5, 2)).containsOnly(0x33);
    completeOne();
    assertThat(write.result().good()).isTrue();
    assertThat(later).isEmpty();
  }

  @Test
  void itWaitsForAWriteThatIsBeingFinished() {
    runner.volume.completions = later::add;
    CommandRunner.Begun write = begin(second, WRITE_2, bytes(1024, 0x33));
    CommandRunner.Begun caw = begin(first, CAW, compareThenWrite(0x33, 0x22));
    assertThat(later).hasSize(1);
    completeOne();
    assertThat(write.ended()).isTrue();
    completeOne();
    completeOne();
    assertThat(caw.result().good()).isTrue();
    assertThat(runner.volume.content(5, 2)).containsOnly(0x22);
  }

  @Test
  void aWriteAbortedWhileItWasGatheredLeavesNothingHeld() {
    runner.volume.completions = later::add;
    CommandRunner.Begun caw = begin(first, CAW, compareThenWrite(0, 0x22));
    CommandRunner.Begun aborted = runner.begin(second, WRITE_2, 1024);
    aborted.data(bytes(600, 0x33));
    aborted.abort();
    completeOne();
    completeOne();
    assertThat(caw.result().good()).isTrue();
    runner.volume.completions = Runnable::run;
    assertThat(runner.run(second, CAW, compareThenWrite(0x22, 0x55)).good()).isTrue();
    assertThat(runner.volume.aborts).hasValue(1);
  }

  @Test
  void zeroesAndUnmapsWaitToo() {
    runner.volume.completions = later::add;
    CommandRunner.Begun caw = begin(first, CAW, compareThenWrite(0, 0x22));
    CommandRunner.Begun same =
        begin(second, "93 08 0000000000000006 00000001 00 00", new byte[512]);
    completeOne();
    assertThat(runner.volume.content(6, 1)).containsOnly(0x22);
    completeOne();
    assertThat(caw.ended()).isTrue();
    assertThat(runner.volume.content(6, 1)).containsOnly(0);
    completeOne();
    assertThat(same.result().good()).isTrue();
  }

  @Test
  void aBugInTheVolumeLeavesNothingHeld() {
    runner.volume.completions =
        _ -> {
          throw new IllegalStateException("test");
        };
    assertThatThrownBy(() -> runner.run(first, "28 00 00000005 00 0001 00"));
    assertThatThrownBy(() -> runner.run(first, WRITE_2, bytes(1024, 0)));
    assertThatThrownBy(() -> runner.run(first, CAW, compareThenWrite(0, 0x22)));
    assertThatThrownBy(() -> runner.run(first, "93 01 0000000000000005 00000001 00 00"));
    runner.volume.completions = Runnable::run;
    assertThat(runner.run(second, CAW, compareThenWrite(0, 0x55)).good()).isTrue();
  }
}
