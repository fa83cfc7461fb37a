package io.sealcopy.protocol.vendor;

import static io.sealcopy.protocol.vendor.Fields.number;
import static io.sealcopy.protocol.vendor.Fields.reserved;

import java.lang.foreign.StructLayout;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * A vendor CDB of 16 bytes, {@code protocol/spec/vendor-cdb.md}.
 *
 * @param command operation code and service action
 * @param argument first LBA or first generation; 0 for a command without argument
 * @param length allocation length (Data-In) or parameter list length (Data-Out), bytes, 0 to
 *     2<sup>32</sup> - 1
 */
public record VendorCdb(VendorCommand command, long argument, long length) {
  /** Operation code of the commands that return data. */
  public static final int IN = 0xC0;

  /** Operation code of the commands that take data. */
  public static final int OUT = 0xC1;

  /** Bytes. */
  public static final int BYTES = 16;

  /** The fields and their sizes. */
  public static final StructLayout LAYOUT =
      Fields.struct(
          number(1, "operation code"),
          number(1, "service action"),
          number(8, "argument"),
          number(4, "length"),
          reserved(1),
          number(1, "control"));

  private static final int SERVICE_ACTION_MASK = 0x1f;

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException naming the field that is out of range
   */
  public VendorCdb {
    if (length < 0 || length > 0xffff_ffffL) {
      throw new IllegalArgumentException("length of a vendor CDB out of range: " + length);
    }
    if (argument < 0 || (argument != 0 && !command.hasArgument())) {
      throw new IllegalArgumentException(
          "argument of " + command.title() + " out of range: " + argument);
    }
  }

  /** The 16 bytes. */
  public byte[] encode() {
    ByteBuffer to = ByteBuffer.allocate(BYTES);
    to.put((byte) command.operationCode()).put((byte) command.serviceAction());
    to.putLong(argument).putInt((int) length);
    return to.array();
  }

  /**
   * Reads the 16 bytes at the buffer's position, which does not move. Malformed with offset 1 is an
   * unknown service action; every offset is fit for a field pointer (SPC-4 §4.5.2.4.2). The control
   * byte must be zero: neither NACA nor vendor bits are supported.
   */
  public static Decoded<VendorCdb> decode(ByteBuffer bytes) {
    return FieldReader.decode(
        bytes,
        BYTES,
        from -> {
          int operationCode = from.u8();
          if (operationCode != IN && operationCode != OUT) {
            throw from.reject("operation code is not a vendor command", 0);
          }
          int serviceAction = from.u8();
          Optional<VendorCommand> command = VendorCommand.of(operationCode, serviceAction);
          if ((serviceAction & ~SERVICE_ACTION_MASK) != 0 || command.isEmpty()) {
            throw from.reject("service action is unknown", 1);
          }
          long argument = from.i64();
          if (argument < 0 || (argument != 0 && !command.get().hasArgument())) {
            throw from.reject("argument is out of range", 2);
          }
          long length = from.u32();
          from.zeros(1);
          if (from.u8() != 0) {
            throw from.reject("control byte is not zero", BYTES - 1);
          }
          return new VendorCdb(command.get(), argument, length);
        });
  }
}
