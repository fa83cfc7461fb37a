package io.sealcopy.config;

import java.nio.file.Path;

/** Where a volume's bytes are. */
public sealed interface Backing {
  /** A file, sparse when the volume is thin; made at the first start if it does not exist. */
  record File(Path path) implements Backing {}

  /** A block device of this machine, used whole. */
  record BlockDevice(Path path) implements Backing {}

  /** The process's memory: contents are gone when it ends, and the volume says so (rule 7). */
  record Memory() implements Backing {}

  /**
   * A logical unit of another iSCSI target, taken with a Write Exclusive reservation.
   *
   * @param lun 0 to 16383
   */
  record Iscsi(EndpointConfig endpoint, int lun) implements Backing {}
}
