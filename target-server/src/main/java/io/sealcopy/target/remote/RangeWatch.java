package io.sealcopy.target.remote;

/** Told which blocks of a copy change. */
@FunctionalInterface
interface RangeWatch {
  void changed(long lba, long blocks);
}
