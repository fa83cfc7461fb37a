package io.sealcopy.target.scsi;

/**
 * A command's buffer would exceed what its connection, or all of them, may hold. The engine ends
 * the command with TASK SET FULL or BUSY: nothing of it has happened. An exception, so that no
 * command needs a branch for it; without a stack, as it is thrown under load.
 */
public final class NoRoomException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public NoRoomException() {
    super("no room for a command's buffer", null, false, false);
  }
}
