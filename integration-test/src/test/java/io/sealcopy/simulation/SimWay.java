package io.sealcopy.simulation;

import io.sealcopy.replicator.link.ReplicationLink;

/** A replication link that can be disturbed. */
interface SimWay extends ReplicationLink {
  /** The remote cannot be reached, until this is taken back. */
  void setAway(boolean value);

  boolean isAway();

  /** A connection breaks. */
  void cut();

  /** One of several connections breaks; nothing happens where there are not several. */
  default void cutOne() {}

  /** The main centre has died: nobody is told. */
  void forget();
}
