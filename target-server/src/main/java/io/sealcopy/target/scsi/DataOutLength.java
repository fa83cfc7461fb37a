package io.sealcopy.target.scsi;

import io.sealcopy.protocol.scsi.Cdb;

/** How many bytes of Data-Out a CDB asks for. */
@FunctionalInterface
public interface DataOutLength {
  /** Bytes, never negative. */
  long bytes(Cdb cdb, int blockLength);
}
