package io.sealcopy.bench.peer;

/** A volume that a program serves. */
public interface Served {
  /** For people. */
  String name();

  /** The volume's URL for libiscsi and QEMU. */
  String url();

  /** User and system time of the serving program so far, in seconds. */
  double cpuSeconds();
}
