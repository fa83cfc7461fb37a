package io.sealcopy.storage.table;

import java.io.IOException;

/** A page of the table is not what was written, and no copy of it is left to repair it from. */
public final class TableDamagedException extends IOException {
  private static final long serialVersionUID = 1L;

  TableDamagedException(String file, String what) {
    super("encryption table " + file + " is damaged: " + what);
  }
}
