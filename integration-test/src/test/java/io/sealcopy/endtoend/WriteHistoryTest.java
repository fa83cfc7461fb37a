package io.sealcopy.endtoend;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The judge of the kill rounds is judged: what it lets pass, and what not. */
class WriteHistoryTest {
  private static final int CELLS = 4;

  @TempDir Path directory;

  private final WriteHistory history = new WriteHistory(2, CELLS);

  private WriteHistory.Entry acknowledged(long version, int host, int cell, int cells) {
    WriteHistory.Entry entry = history.begin(version, host, cell, cells);
    entry.acknowledged();
    return entry;
  }

  private Path image(long... versions) throws IOException {
    Path image = directory.resolve("image-" + System.nanoTime());
    try (FileChannel channel =
        FileChannel.open(image, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      for (int cell = 0; cell < 2 * CELLS; cell++) {
        channel.write(Load.content(cell, cell < versions.length ? versions[cell] : 0));
      }
    }
    return image;
  }

  @Test
  void anyPointInTimeIsAPrefix() {
    acknowledged(1, 0, 0, 2);
    acknowledged(2, 0, 1, 2);
    assertThatCode(
            () -> {
              history.assertPrefix(image(), Long.MIN_VALUE);
              history.assertPrefix(image(1, 1), Long.MIN_VALUE);
              history.assertPrefix(image(1, 2, 2), Long.MIN_VALUE);
            })
        .doesNotThrowAnyException();
  }

  @Test
  void anEarlierWriteMustNotBeMissing() {
    acknowledged(1, 0, 0, 1);
    acknowledged(2, 0, 2, 1);
    assertThatThrownBy(() -> history.assertPrefix(image(0, 0, 2), Long.MIN_VALUE))
        .hasMessageContaining("cell 0 has version 0");
  }

  @Test
  void halfAWriteIsNone() {
    acknowledged(1, 0, 0, 2);
    assertThatThrownBy(() -> history.assertPrefix(image(1, 0), Long.MIN_VALUE))
        .hasMessageContaining("cell 1 has version 0");
  }

  @Test
  void anUnacknowledgedWriteMayBeThereOrNotOrInPart() {
    acknowledged(1, 0, 0, 2);
    history.begin(2, 0, 0, 2);
    acknowledged(3, 0, 3, 1);
    assertThatCode(
            () -> {
              history.assertPrefix(image(1, 1, 0, 3), Long.MIN_VALUE);
              history.assertPrefix(image(2, 1, 0, 3), Long.MIN_VALUE);
              history.assertPrefix(image(2, 2, 0, 3), Long.MIN_VALUE);
            })
        .doesNotThrowAnyException();
  }

  @Test
  void whatBeganAfterAMissingWriteWasAcknowledgedMustNotBeThere() {
    acknowledged(1, 0, 0, 1);
    acknowledged(2, 1, 4, 1);
    assertThatThrownBy(() -> history.assertPrefix(image(0, 0, 0, 0, 2), Long.MIN_VALUE))
        .hasMessageContaining("was acknowledged before");
    assertThatCode(() -> history.assertPrefix(image(1), Long.MIN_VALUE)).doesNotThrowAnyException();
  }

  @Test
  void whatWasFlushedMustBeThere() {
    acknowledged(1, 0, 0, 1);
    long floor = System.nanoTime();
    assertThatThrownBy(() -> history.assertPrefix(image(), floor))
        .hasMessageContaining("before the flush");
    assertThatThrownBy(() -> history.assertEachCell(image(), floor))
        .hasMessageContaining("before the flush");
    assertThatCode(() -> history.assertEachCell(image(1), floor)).doesNotThrowAnyException();
  }

  @Test
  void whatNobodyWroteIsFound() {
    acknowledged(1, 0, 0, 1);
    assertThatThrownBy(() -> history.assertPrefix(image(0, 1), Long.MIN_VALUE))
        .isInstanceOf(AssertionError.class);
    assertThatThrownBy(() -> history.assertPrefix(image(7), Long.MIN_VALUE))
        .hasMessageContaining("is not what a host wrote");
  }
}
