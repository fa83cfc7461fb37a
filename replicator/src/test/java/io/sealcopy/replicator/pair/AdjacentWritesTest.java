package io.sealcopy.replicator.pair;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/**
 * Hosts' writes that are under way together: those behind each other are one record, of 2 blocks.
 */
class AdjacentWritesTest {
  private final ScriptedPair pair = ScriptedPair.paired();
  private final long before = pair.arrivals();

  AdjacentWritesTest() throws IOException {}

  private long records() throws IOException {
    pair.settle();
    assertThat(pair.equal()).isTrue();
    return pair.arrivals() - before;
  }

  @Test
  void twoBehindEachOtherCrossAsOne() throws Exception {
    ScriptedPair.Answer first = pair.write(4);
    ScriptedPair.Answer second = pair.write(5);
    assertThat(records()).isEqualTo(1);
    assertThat(first.isDone()).isTrue();
    assertThat(second.isDone()).isTrue();
  }

  @Test
  void aRecordTakesNoMoreThanItMay() throws Exception {
    for (int lba = 10; lba < 15; lba++) {
      pair.write(lba);
    }
    assertThat(records()).isEqualTo(3);
  }

  @Test
  void aGapOrTheOrderKeepsThemApart() throws Exception {
    pair.write(4);
    pair.write(6);
    pair.write(5);
    assertThat(records()).isEqualTo(3);
  }

  @Test
  void theSameBlockAgainIsAnotherRecordAfterTheFirst() throws Exception {
    pair.write(4);
    pair.write(5);
    pair.write(4);
    pair.write(5);
    assertThat(records()).isEqualTo(2);
  }

  @Test
  void whatComesAfterAnAnswerIsAnotherRecord() throws Exception {
    pair.write(4);
    pair.settle();
    pair.write(5);
    assertThat(records()).isEqualTo(2);
  }
}
