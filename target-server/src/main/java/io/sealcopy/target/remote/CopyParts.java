package io.sealcopy.target.remote;

import io.sealcopy.storage.table.EncryptionTable;
import java.io.IOException;

/**
 * What a bound copy works on.
 *
 * @param state as on disk
 */
record CopyParts(CopyState state, KeyShelf keys, CopyImage image, CopyJournal journal) {
  EncryptionTable table() {
    return image.table();
  }

  CopyParts with(CopyState changed) {
    return new CopyParts(changed, keys, image, journal);
  }

  TableAnswers answers() {
    return new TableAnswers(table(), keys, state.binding().volumeId());
  }

  void close() throws IOException {
    journal.close();
    table().close();
  }
}
