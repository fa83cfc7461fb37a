package io.sealcopy.target.scsi.command;

import static io.sealcopy.target.scsi.CommandSpec.command;

import io.sealcopy.protocol.scsi.AdditionalSense;
import io.sealcopy.protocol.scsi.SenseData;
import io.sealcopy.protocol.scsi.SenseKey;
import io.sealcopy.target.scsi.CommandContext;
import io.sealcopy.target.scsi.CommandSpec;
import io.sealcopy.target.scsi.LunNexus;
import io.sealcopy.target.scsi.Medium;
import io.sealcopy.target.scsi.Outcome;
import io.sealcopy.target.scsi.ParameterData;
import io.sealcopy.target.scsi.ReservationRule;
import io.sealcopy.target.scsi.UnitAttentionRule;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** REQUEST SENSE, SPC-4 §6.39: sense data travels with its command, so little is left to ask. */
public final class RequestSense {
  private static final int DESC = 0x01;

  public static final List<CommandSpec> SPECS =
      List.of(
          command("request_sense", "REQUEST SENSE", "03 01 0000 ff 00")
              .reservation(ReservationRule.ALWAYS)
              .unitAttention(UnitAttentionRule.FETCHED)
              .answersAnyLun()
              .answersWhileSanitizing()
              .executes(RequestSense::execute));

  private RequestSense() {}

  private static Outcome execute(CommandContext context) {
    SenseData sense = sense(context.nexusIfAny());
    ByteBuffer bytes = ByteBuffer.allocate(SenseData.MAX_DESCRIPTOR_LENGTH);
    if (context.cdb().bit(1, DESC)) {
      sense.encodeDescriptor(bytes);
    } else {
      sense.encodeFixed(bytes);
    }
    return ParameterData.upTo(context.cdb().u8(4), bytes.flip());
  }

  private static SenseData sense(@Nullable LunNexus nexus) {
    if (nexus == null) {
      return SenseData.of(SenseKey.ILLEGAL_REQUEST, AdditionalSense.LOGICAL_UNIT_NOT_SUPPORTED);
    }
    AdditionalSense attention = nexus.takeAttention();
    if (attention != null) {
      return SenseData.of(SenseKey.UNIT_ATTENTION, attention);
    }
    SenseData sanitizing = nexus.unit().sanitizer().sense();
    if (sanitizing != null) {
      return sanitizing;
    }
    Medium medium = nexus.unit().medium();
    return medium.ready()
        ? SenseData.of(SenseKey.NO_SENSE, AdditionalSense.NO_ADDITIONAL_SENSE_INFORMATION)
        : SenseData.of(SenseKey.NOT_READY, medium.notReady());
  }
}
