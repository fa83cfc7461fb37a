package io.sealcopy.storage.table;

import static io.sealcopy.storage.table.TableShape.ENTRIES;
import static io.sealcopy.storage.table.TableShape.ENTRY;
import static io.sealcopy.storage.table.TableShape.PAGE;
import static io.sealcopy.storage.table.TableShape.PAGE_HEADER;

import java.nio.ByteBuffer;

/** One table page in memory: 254 entries, and how many of them say anything. */
final class TablePage {
  private static final int STATE_SHIFT = 30;
  private static final int GENERATION_MASK = (1 << STATE_SHIFT) - 1;
  private static final BlockState[] STATES = BlockState.values();

  final int number;
  final ByteBuffer bytes;

  /** Changed since the last checkpoint was begun. */
  boolean dirty;

  /** Part of a checkpoint that is not finished: its place in the file may be old or torn. */
  boolean inFlight;

  private int used;

  TablePage(int number, ByteBuffer bytes) {
    this.number = number;
    this.bytes = bytes;
    for (int i = 0; i < ENTRIES; i++) {
      if (word(i) >>> STATE_SHIFT != 0) {
        used++;
      }
    }
  }

  static TablePage blank(int number) {
    return new TablePage(number, ByteBuffer.allocate(PAGE));
  }

  boolean allPlaintext() {
    return used == 0;
  }

  /** True when every entry holds a state that exists and a plaintext one holds nothing else. */
  boolean wellFormed() {
    for (int i = 0; i < ENTRIES; i++) {
      int word = word(i);
      if (word >>> STATE_SHIFT >= STATES.length || (word >>> STATE_SHIFT == 0 && word != 0)) {
        return false;
      }
    }
    return true;
  }

  BlockState state(int entry) {
    return STATES[word(entry) >>> STATE_SHIFT];
  }

  int generation(int entry) {
    return word(entry) & GENERATION_MASK;
  }

  long sequence(int entry) {
    return bytes.getLong(at(entry) + 8);
  }

  BlockEntry entry(int entry) {
    return new BlockEntry(
        state(entry), generation(entry), bytes.getInt(at(entry) + 4), sequence(entry));
  }

  /** State and generation as one number: equal for entries of one run. */
  int word(int entry) {
    return bytes.getInt(at(entry));
  }

  static BlockState stateOf(int word) {
    return STATES[word >>> STATE_SHIFT];
  }

  static int generationOf(int word) {
    return word & GENERATION_MASK;
  }

  void setCiphertext(int entry, int generation, int checksum, long sequence) {
    if (word(entry) == 0) {
      used++;
    }
    int at = at(entry);
    bytes.putInt(at, BlockState.CIPHERTEXT.code() << STATE_SHIFT | generation);
    bytes.putInt(at + 4, checksum).putLong(at + 8, sequence);
  }

  void setPlaintext(int entry) {
    if (word(entry) != 0) {
      used--;
    }
    int at = at(entry);
    bytes.putLong(at, 0).putLong(at + 8, 0);
  }

  void setHandedOut(int entry) {
    bytes.putInt(at(entry), BlockState.HANDED_OUT.code() << STATE_SHIFT | generation(entry));
  }

  private static int at(int entry) {
    return PAGE_HEADER + entry * ENTRY;
  }
}
