package io.sealcopy.target.remote;

import io.sealcopy.storage.volume.VolumeFailure;
import java.nio.ByteBuffer;

/** How a vendor command on a copy ended. */
public sealed interface CopyAnswer {
  /** Told once, on the copy's thread. Must not block. */
  @FunctionalInterface
  interface Listener {
    void answered(CopyAnswer answer);
  }

  /** Done, without data. */
  record Done() implements CopyAnswer {}

  /**
   * OPEN NEXUS is done.
   *
   * @param opening names this opening: writes that carry it belong to it
   */
  record Opened(long opening) implements CopyAnswer {}

  /** Done, with data that fits the allocation length. */
  record Data(ByteBuffer bytes) implements CopyAnswer {}

  /**
   * A field of the parameter list is wrong, or not what the copy is bound to.
   *
   * @param offset of the field, for the field pointer
   */
  record WrongField(int offset, String why) implements CopyAnswer {}

  /** The argument of the CDB is not what it must be. */
  record WrongArgument(String why) implements CopyAnswer {}

  /** The command does not fit the copy's state: it is not bound. */
  record OutOfSequence(String why) implements CopyAnswer {}

  /** The copy has a fault; REPORT COPY STATUS has its text. */
  record NotReady(String why) implements CopyAnswer {}

  /** It cannot be done now; the same command may succeed later. */
  record Busy(String why) implements CopyAnswer {}

  /** Blocks could not be changed. */
  record Failed(VolumeFailure failure) implements CopyAnswer {}
}
