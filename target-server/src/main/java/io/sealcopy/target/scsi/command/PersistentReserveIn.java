package io.sealcopy.target.scsi.command;

import static io.sealcopy.target.scsi.CommandSpec.command;

import io.sealcopy.protocol.scsi.IscsiTransportId;
import io.sealcopy.protocol.scsi.PersistentReservation;
import io.sealcopy.target.scsi.CommandBody;
import io.sealcopy.target.scsi.CommandContext;
import io.sealcopy.target.scsi.CommandSpec;
import io.sealcopy.target.scsi.NexusId;
import io.sealcopy.target.scsi.Outcome;
import io.sealcopy.target.scsi.ParameterData;
import io.sealcopy.target.scsi.page.DeviceIdentification;
import io.sealcopy.target.scsi.reservation.ReservationState;
import io.sealcopy.target.scsi.reservation.ReservationType;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** PERSISTENT RESERVE IN, SPC-4 §6.15. */
public final class PersistentReserveIn {
  /** SIP_C and ATP_C: SPEC_I_PT and ALL_TG_PT are understood. */
  private static final int CAPABILITIES = 0x08 | 0x04;

  /** PTPL_C: registrations can survive power loss; PTPL_A: they do. */
  private static final int PERSISTS = 0x01;

  /** TMV: the type mask is valid; ALLOW COMMANDS 001b says TEST UNIT READY is allowed. */
  private static final int TYPE_MASK_VALID = 0x80 | 0x10;

  /** One bit a type: WR_EX_AR, EX_AC_RO, WR_EX_RO, EX_AC, WR_EX, then EX_AC_AR. */
  private static final int TYPE_MASK = 0xea01;

  private static final int HOLDS_RESERVATION = 0x01;

  public static final List<CommandSpec> SPECS =
      List.of(
          row("READ KEYS", PersistentReservation.READ_KEYS, PersistentReserveIn::readKeys),
          row(
              "READ RESERVATION",
              PersistentReservation.READ_RESERVATION,
              PersistentReserveIn::readReservation),
          row(
              "REPORT CAPABILITIES",
              PersistentReservation.REPORT_CAPABILITIES,
              PersistentReserveIn::reportCapabilities),
          row(
              "READ FULL STATUS",
              PersistentReservation.READ_FULL_STATUS,
              PersistentReserveIn::readFullStatus));

  private PersistentReserveIn() {}

  private static CommandSpec row(String name, int serviceAction, CommandBody.Execute body) {
    return command(
            "persistent_reserve_in", "PERSISTENT RESERVE IN " + name, "5e 1f 0000000000 ffff 00")
        .serviceAction(serviceAction)
        .executes(body);
  }

  private static Outcome readKeys(CommandContext context) {
    ReservationState state = state(context);
    ByteBuffer bytes = header(state, 8 * state.keys().size());
    state.keys().values().forEach(bytes::putLong);
    return answer(context, bytes);
  }

  private static Outcome readReservation(CommandContext context) {
    ReservationState state = state(context);
    ReservationType type = state.type();
    ByteBuffer bytes = header(state, type == null ? 0 : 16);
    if (type != null) {
      bytes.putLong(state.holderKey()).putInt(0).put((byte) 0).put((byte) type.code());
    }
    return answer(context, bytes);
  }

  private static Outcome reportCapabilities(CommandContext context) {
    int capable = context.unit().reservations().canPersist() ? PERSISTS : 0;
    int active = state(context).persistent() ? PERSISTS : 0;
    ByteBuffer bytes = ByteBuffer.allocate(8);
    bytes.putShort((short) 8).put((byte) (CAPABILITIES | capable));
    bytes.put((byte) (TYPE_MASK_VALID | active));
    bytes.putShort((short) TYPE_MASK);
    return answer(context, bytes);
  }

  private static Outcome readFullStatus(CommandContext context) {
    ReservationState state = state(context);
    int length = 0;
    for (NexusId nexus : state.keys().keySet()) {
      length += 24 + transportId(nexus).length;
    }
    ByteBuffer bytes = header(state, length);
    for (Map.Entry<NexusId, Long> each : state.keys().entrySet()) {
      NexusId nexus = each.getKey();
      ReservationType type = state.type();
      boolean holds = type != null && state.heldBy(nexus);
      byte[] transportId = transportId(nexus);
      bytes.putLong(each.getValue()).putInt(0);
      bytes.put((byte) (holds ? HOLDS_RESERVATION : 0));
      bytes.put((byte) (holds && type != null ? type.code() : 0)).putInt(0);
      bytes.putShort((short) DeviceIdentification.relativeTargetPort(nexus.portalGroupTag()));
      bytes.putInt(transportId.length).put(transportId);
    }
    return answer(context, bytes);
  }

  private static byte[] transportId(NexusId nexus) {
    return new IscsiTransportId(nexus.initiatorName(), Optional.of(nexus.isid())).encode();
  }

  private static ReservationState state(CommandContext context) {
    return context.unit().reservations().state();
  }

  private static ByteBuffer header(ReservationState state, int length) {
    return ByteBuffer.allocate(8 + length).putInt(state.generation()).putInt(length);
  }

  private static Outcome answer(CommandContext context, ByteBuffer bytes) {
    return ParameterData.upTo(context.cdb().u16(7), bytes.clear());
  }
}
