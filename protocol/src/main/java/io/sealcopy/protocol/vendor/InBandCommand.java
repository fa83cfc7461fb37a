package io.sealcopy.protocol.vendor;

import java.util.Optional;

/**
 * The vendor commands of a main centre's volume, by which an initiator commands the pairs of that
 * volume ({@code protocol/spec/pair-cdb.md}). None takes parameter data, so that {@code sg_raw}
 * sends them by hand.
 */
public enum InBandCommand {
  /** Data-In: one {@link PairReport}. */
  REPORT_PAIR_STATUS(VendorCdb.IN, 0x10, Argument.NONE),
  /** The initial copy, in asynchronous mode. */
  START_COPY_ASYNCHRONOUS(VendorCdb.OUT, 0x10, Argument.TOKEN),
  /** The initial copy, in synchronous mode. */
  START_COPY_SYNCHRONOUS(VendorCdb.OUT, 0x11, Argument.TOKEN),
  /** Split: changes stay here. */
  INTERRUPT(VendorCdb.OUT, 0x12, Argument.NONE),
  /** Resync: only what changed. */
  RESTART(VendorCdb.OUT, 0x13, Argument.NONE),
  /** Ends when everything acknowledged before it is durable at the remote. */
  FLUSH(VendorCdb.OUT, 0x14, Argument.SECONDS);

  /** What the CDB's argument is. */
  public enum Argument {
    /** Zero. */
    NONE,
    /** The confirmation token that the status page shows to an operator. */
    TOKEN,
    /** A time limit, 0 for the usual one. */
    SECONDS
  }

  private final int operationCode;
  private final int serviceAction;
  private final Argument argument;

  InBandCommand(int operationCode, int serviceAction, Argument argument) {
    this.operationCode = operationCode;
    this.serviceAction = serviceAction;
    this.argument = argument;
  }

  /** C0h for the command with Data-In, C1h for the others. */
  public int operationCode() {
    return operationCode;
  }

  /** 10h to 1Fh: apart from those of a sealed copy. */
  public int serviceAction() {
    return serviceAction;
  }

  public Argument argument() {
    return argument;
  }

  /** The command's name as the specification writes it, for logs and messages. */
  public String title() {
    return name().replace('_', ' ');
  }

  /** The command of an operation code and a service action, when there is one. */
  public static Optional<InBandCommand> of(int operationCode, int serviceAction) {
    for (InBandCommand command : values()) {
      if (command.operationCode == operationCode && command.serviceAction == serviceAction) {
        return Optional.of(command);
      }
    }
    return Optional.empty();
  }
}
