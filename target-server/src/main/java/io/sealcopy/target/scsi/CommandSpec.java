package io.sealcopy.target.scsi;

import io.sealcopy.protocol.scsi.Cdb;
import java.util.HexFormat;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One row of the command table: all that the common prologue, REPORT SUPPORTED OPERATION CODES and
 * the metrics know of a command.
 *
 * @param family the name its metrics go by
 * @param name as the standard writes it
 * @param operationCode 0 to 255
 * @param serviceAction 0 to 31, or {@link #NO_SERVICE_ACTION}
 * @param length of the CDB, in bytes
 * @param usage the bits of the CDB the command looks at; any other that is set is an error
 * @param blocks where the block range stands
 * @param dataOut how much Data-Out it takes
 * @param reservation how it fares under reservations
 * @param unitAttention how it fares when a unit attention is pending
 * @param needsReady whether a stopped unit refuses it
 * @param whileSanitizing whether it is answered while the unit is sanitized, and after that failed
 * @param anyLun whether it is answered where no unit is
 * @param effect what it does to blocks
 * @param ownProtection whether it asks {@link CommandPipeline#protection} itself, after its
 *     parameters, instead of being refused before on a write-protected unit
 * @param visibility who it exists for
 * @param body what it does
 */
public record CommandSpec(
    String family,
    String name,
    int operationCode,
    int serviceAction,
    int length,
    Cdb usage,
    Blocks blocks,
    DataOutLength dataOut,
    ReservationRule reservation,
    UnitAttentionRule unitAttention,
    boolean needsReady,
    boolean whileSanitizing,
    boolean anyLun,
    Effect effect,
    boolean ownProtection,
    Visibility visibility,
    CommandBody body) {
  public static final int NO_SERVICE_ACTION = -1;

  /** Takes no Data-Out. */
  public static final DataOutLength NOTHING = (_, _) -> 0;

  /**
   * Starts a row. {@code usage} is the CDB in hexadecimal, its first byte the operation code, a one
   * wherever the command looks at the bit; spaces are for the reader.
   */
  public static Builder command(String family, String name, String usage) {
    return new Builder(family, name, HexFormat.of().parseHex(usage.replace(" ", "")));
  }

  /** Collects the rest of a row; what is not said is: no blocks, no data, allowed when ready. */
  public static final class Builder {
    private final String family;
    private final String name;
    private final byte[] usage;
    private int serviceAction = NO_SERVICE_ACTION;
    private Blocks blocks = Blocks.NONE;
    private DataOutLength dataOut = NOTHING;
    private ReservationRule reservation = ReservationRule.ALLOWED;
    private UnitAttentionRule unitAttention = UnitAttentionRule.REPORTED;
    private boolean needsReady;
    private boolean whileSanitizing;
    private boolean anyLun;
    private Effect effect = Effect.NONE;
    private boolean ownProtection;
    private Visibility visibility = Visibility.EVERYBODY;

    private Builder(String family, String name, byte[] usage) {
      this.family = family;
      this.name = name;
      this.usage = usage;
    }

    public Builder serviceAction(int code) {
      serviceAction = code;
      return this;
    }

    /** Addresses blocks, which must exist, so the unit must be ready. */
    public Builder blocks(Blocks format, Effect whatHappens) {
      blocks = format;
      return effect(whatHappens);
    }

    /** Sets the effect, and the reservation rule that goes with it. */
    public Builder effect(Effect whatHappens) {
      effect = whatHappens;
      needsReady = true;
      reservation =
          switch (whatHappens) {
            case NONE -> ReservationRule.ALLOWED;
            case READS, FETCHES -> ReservationRule.READS;
            case FLUSHES, WRITES, MODIFIES, REPEATS, DEALLOCATES, COPIES -> ReservationRule.CHANGES;
          };
      return this;
    }

    public Builder dataOut(DataOutLength length) {
      dataOut = length;
      return this;
    }

    public Builder reservation(ReservationRule rule) {
      reservation = rule;
      return this;
    }

    public Builder unitAttention(UnitAttentionRule rule) {
      unitAttention = rule;
      return this;
    }

    public Builder ownProtection() {
      ownProtection = true;
      return this;
    }

    public Builder needsReady() {
      needsReady = true;
      return this;
    }

    /** Tells nothing of the medium: SBC-3 §4.11.2. */
    public Builder answersWhileSanitizing() {
      whileSanitizing = true;
      return this;
    }

    public Builder answersAnyLun() {
      anyLun = true;
      return this;
    }

    public Builder visibility(Visibility who) {
      visibility = who;
      return this;
    }

    public CommandSpec executes(CommandBody.Execute body) {
      return build(body);
    }

    public CommandSpec streams(CommandBody.Stream body) {
      return build(body);
    }

    private CommandSpec build(CommandBody body) {
      return new CommandSpec(
          family,
          name,
          usage[0] & 0xff,
          serviceAction,
          usage.length,
          Cdb.of(usage),
          blocks,
          dataOut,
          reservation,
          unitAttention,
          needsReady,
          whileSanitizing,
          anyLun,
          effect,
          ownProtection,
          visibility,
          body);
    }
  }

  public boolean hasServiceAction() {
    return serviceAction != NO_SERVICE_ACTION;
  }

  /** Whether a bit is set that the command does not look at. Bytes behind its length may be any. */
  public boolean usesUnknownBits(Cdb cdb) {
    long high = cdb.high() & ~usage.high();
    long low = cdb.low() & ~usage.low();
    return (high & prefix(Math.min(length, 8))) != 0 || (low & prefix(length - 8)) != 0;
  }

  /** The first byte with a bit set that the command does not look at. */
  public int firstUnknownByte(Cdb cdb) {
    for (int i = 0; i < length; i++) {
      if ((cdb.u8(i) & ~usage.u8(i)) != 0) {
        return i;
      }
    }
    throw new IllegalStateException("no unknown bit in CDB " + cdb + " of " + name);
  }

  private static long prefix(int bytes) {
    return bytes <= 0 ? 0 : -1L << (64 - 8 * bytes);
  }

  /** Two rows are the same when they answer the same code. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof CommandSpec that
        && operationCode == that.operationCode
        && serviceAction == that.serviceAction;
  }

  @Override
  public int hashCode() {
    return Objects.hash(operationCode, serviceAction);
  }

  @Override
  public String toString() {
    return name;
  }
}
