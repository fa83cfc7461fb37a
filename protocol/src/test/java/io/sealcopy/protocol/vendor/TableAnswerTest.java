package io.sealcopy.protocol.vendor;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.protocol.key.KeyId;
import io.sealcopy.protocol.testing.SpecPage;
import io.sealcopy.protocol.vendor.Decoded.Malformed;
import io.sealcopy.protocol.vendor.Decoded.Valid;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class TableAnswerTest {
  private static final SpecPage PAGE = SpecPage.named("encryption-table.md");
  private static final UUID VOLUME = UUID.fromString("0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0");
  private static final KeyId KEY = KeyId.parse("a0a1a2a3a4a5a6a7a8a9aaabacadaeaf");
  private static final byte[] RECORD = "not looked into".getBytes(US_ASCII);
  private static final TableEntry FIRST =
      new TableEntry(0, 10, 100, 7, KEY, 3, 41, TableEntry.State.CIPHERTEXT);
  private static final TableEntry SECOND =
      new TableEntry(0, 200, 8, 7, KEY, 3, 12, TableEntry.State.HANDED_OUT);

  @Test
  void clearedAnswerWithKeyRecordIsTheVector() {
    TableAnswerWriter writer = new TableAnswerWriter(VOLUME, true, 1 << 20);
    assertThat(writer.add(FIRST, Optional.of(RECORD))).isTrue();
    assertThat(writer.add(SECOND, Optional.of(RECORD))).isTrue();
    byte[] vector = PAGE.vector("two entries and a key record");
    assertThat(bytes(writer.finish(false, 0))).isEqualTo(vector);
    TableAnswer answer = valid(vector);
    assertThat(answer.cleared()).isTrue();
    assertThat(answer.more()).isFalse();
    assertThat(answer.volumeId()).isEqualTo(VOLUME);
    assertThat(answer.entries()).containsExactly(FIRST, SECOND);
    assertThat(answer.keyRecords()).singleElement().isEqualTo(RECORD);
  }

  @Test
  void moreToComeNamesWhereToGoOn() {
    TableAnswerWriter writer = new TableAnswerWriter(VOLUME, false, 1 << 20);
    assertThat(writer.add(FIRST, Optional.empty())).isTrue();
    byte[] vector = PAGE.vector("more to come");
    assertThat(bytes(writer.finish(true, 300))).isEqualTo(vector);
    assertThat(valid(vector).next()).isEqualTo(300);
    assertThat(valid(vector).more()).isTrue();
  }

  @Test
  void emptyTableIsHeaderAndEnd() {
    byte[] vector = PAGE.vector("empty table");
    assertThat(bytes(new TableAnswerWriter(VOLUME, false, 128).finish(false, 0))).isEqualTo(vector);
    assertThat(valid(vector).entries()).isEmpty();
  }

  @Test
  void everyTurnedBitAndEveryCutIsRefused() {
    byte[] vector = PAGE.vector("two entries and a key record");
    int opaque = vector.length - RECORD.length;
    for (int bit = 0; bit < opaque * 8; bit++) {
      byte[] damaged = vector.clone();
      damaged[bit / 8] ^= (byte) (1 << bit % 8);
      assertThat(TableAnswer.decode(ByteBuffer.wrap(damaged)))
          .as("bit %d", bit)
          .isInstanceOf(Malformed.class);
    }
    for (int length = 0; length < vector.length; length++) {
      assertThat(TableAnswer.decode(ByteBuffer.wrap(vector, 0, length)))
          .as("cut to %d", length)
          .isInstanceOf(Malformed.class);
    }
  }

  @Test
  void answerNeverExceedsTheAllocationLengthAndSaysWhatDidNotFit() {
    for (int allocation = 0; allocation < 1000; allocation++) {
      TableAnswerWriter writer = new TableAnswerWriter(VOLUME, true, allocation);
      int added = 0;
      while (added < 20 && writer.add(entry(added), Optional.of(RECORD))) {
        added++;
      }
      ByteBuffer answer = writer.finish(true, 5000);
      assertThat(answer.remaining()).isLessThanOrEqualTo(allocation);
      if (allocation >= TableAnswer.LEAST_BYTES) {
        assertThat(valid(bytes(answer)).entries()).hasSize(added);
      } else {
        assertThat(added).isZero();
      }
    }
  }

  @Test
  void answerGrowsToItsUpperBound() {
    TableAnswerWriter writer = new TableAnswerWriter(VOLUME, false, Integer.MAX_VALUE);
    int added = 0;
    while (writer.add(entry(added), Optional.empty())) {
      added++;
    }
    byte[] answer = bytes(writer.finish(true, 1));
    assertThat(answer).hasSize(TableAnswerWriter.MAX_BYTES);
    assertThat(valid(answer).entries()).hasSize(added);
  }

  @Test
  void overlappingEntriesAreRefused() {
    TableAnswerWriter writer = new TableAnswerWriter(VOLUME, false, 1 << 20);
    assertThat(writer.add(FIRST, Optional.empty())).isTrue();
    assertThat(writer.add(FIRST, Optional.empty())).isTrue();
    assertThat(TableAnswer.decode(writer.finish(false, 0)))
        .isInstanceOfSatisfying(Malformed.class, m -> assertThat(m.reason()).contains("overlap"));
  }

  private static TableEntry entry(int index) {
    return new TableEntry(0, 10L * index, 10, 7, KEY, 3, index, TableEntry.State.CIPHERTEXT);
  }

  private static TableAnswer valid(byte[] bytes) {
    return switch (TableAnswer.decode(ByteBuffer.wrap(bytes))) {
      case Valid<TableAnswer>(TableAnswer answer) -> answer;
      case Malformed<TableAnswer> malformed -> throw new AssertionError(malformed.message());
    };
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }
}
