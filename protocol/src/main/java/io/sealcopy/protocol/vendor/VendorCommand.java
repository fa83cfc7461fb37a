package io.sealcopy.protocol.vendor;

import java.util.Optional;

/**
 * The vendor commands of a sealed copy: operation code and service action of each, and whether the
 * 64-bit argument of its CDB means anything ({@code protocol/spec/vendor-cdb.md}).
 */
public enum VendorCommand {
  /** Data-In: one {@link CopyStatus}. */
  REPORT_COPY_STATUS(VendorCdb.IN, 0, false),
  /** Data-In: a {@link TableAnswer} from the LBA in the argument on; nothing changes. */
  READ_TABLE(VendorCdb.IN, 1, true),
  /** Data-In: as READ TABLE; what the answer names is handed out to this nexus. */
  READ_AND_CLEAR_TABLE(VendorCdb.IN, 2, true),
  /** Data-In: a {@link TableAnswer} without entries, from the generation in the argument on. */
  READ_KEY_RECORDS(VendorCdb.IN, 3, true),
  /** Data-In: a {@link DigestAnswer} from the LBA in the argument on. */
  READ_DIGESTS(VendorCdb.IN, 4, true),
  /** Data-In: one {@link TakeOverStatus}. */
  REPORT_TAKE_OVER(VendorCdb.IN, 5, false),
  /** Data-In: the {@link DiffersPage}, from the byte in the argument on. */
  READ_DIFFERS(VendorCdb.IN, 6, true),
  /** Data-In: one {@link OpeningPage}. */
  READ_OPENING(VendorCdb.IN, 7, false),
  /** Data-Out: one {@link BindCopy}. */
  BIND_COPY(VendorCdb.OUT, 0, false),
  /** Data-Out: one key record. */
  STORE_KEY_RECORD(VendorCdb.OUT, 1, false),
  /** Data-Out: one {@link OpenNexus}. */
  OPEN_NEXUS(VendorCdb.OUT, 2, false),
  /** No data. */
  CLOSE_NEXUS(VendorCdb.OUT, 3, false),
  /** Data-Out: one sealed record of the unit's volume. */
  WRITE_RECORD(VendorCdb.OUT, 4, false),
  /** No data; the argument is the token that REPORT TAKE OVER tells operators. */
  TAKE_OVER(VendorCdb.OUT, 5, true),
  /** No data. */
  NOTE_DISASTER(VendorCdb.OUT, 6, false),
  /** No data; the argument is an {@link ImageNote}. */
  NOTE_IMAGE(VendorCdb.OUT, 7, true),
  /** No data; the argument is the time of the image, milliseconds since 1970. */
  KEEP_IMAGE(VendorCdb.OUT, 8, true),
  /** No data. */
  DROP_IMAGE(VendorCdb.OUT, 9, false),
  /** Data-Out: the {@link BindCopy} that is to be undone. */
  UNBIND_COPY(VendorCdb.OUT, 10, false),
  /** No data; the argument is the opening under which what follows was made. */
  NOTE_OPENING(VendorCdb.OUT, 11, true);

  private final int operationCode;
  private final int serviceAction;
  private final boolean hasArgument;

  VendorCommand(int operationCode, int serviceAction, boolean hasArgument) {
    this.operationCode = operationCode;
    this.serviceAction = serviceAction;
    this.hasArgument = hasArgument;
  }

  /** C0h for commands with Data-In, C1h for those with Data-Out. */
  public int operationCode() {
    return operationCode;
  }

  /** 0 to 31. */
  public int serviceAction() {
    return serviceAction;
  }

  /** Whether bytes 2 to 9 of the CDB carry a number; if not, they must be zero. */
  public boolean hasArgument() {
    return hasArgument;
  }

  /** The command's name as the specification writes it, for logs and messages. */
  public String title() {
    return name().replace('_', ' ');
  }

  /** The command of an operation code and a service action, when there is one. */
  public static Optional<VendorCommand> of(int operationCode, int serviceAction) {
    for (VendorCommand command : values()) {
      if (command.operationCode == operationCode && command.serviceAction == serviceAction) {
        return Optional.of(command);
      }
    }
    return Optional.empty();
  }
}
