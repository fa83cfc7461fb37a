package io.sealcopy.target.scsi.command;

import io.sealcopy.protocol.scsi.AdditionalSense;
import io.sealcopy.protocol.scsi.IscsiTransportId;
import io.sealcopy.protocol.scsi.PersistentReservation;
import io.sealcopy.target.scsi.CommandContext;
import io.sealcopy.target.scsi.LogicalUnit;
import io.sealcopy.target.scsi.LunNexus;
import io.sealcopy.target.scsi.NexusId;
import io.sealcopy.target.scsi.Outcome;
import io.sealcopy.target.scsi.SenseMapper;
import io.sealcopy.target.scsi.page.DeviceIdentification;
import io.sealcopy.target.scsi.reservation.ReservationRequest;
import io.sealcopy.target.scsi.reservation.ReservationRequest.Clear;
import io.sealcopy.target.scsi.reservation.ReservationRequest.Move;
import io.sealcopy.target.scsi.reservation.ReservationRequest.Preempt;
import io.sealcopy.target.scsi.reservation.ReservationRequest.Register;
import io.sealcopy.target.scsi.reservation.ReservationRequest.Release;
import io.sealcopy.target.scsi.reservation.ReservationRequest.Reserve;
import io.sealcopy.target.scsi.reservation.ReservationType;
import java.nio.ByteBuffer;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a PERSISTENT RESERVE OUT asks for: CDB and parameter list. SPC-4 §6.16.3, §6.16.4. */
sealed interface ReservationParameters {
  /** Ends the command. */
  record Refused(Outcome outcome) implements ReservationParameters {}

  /** What the unit's reservations are to do. */
  record Wanted(ReservationRequest request) implements ReservationParameters {}

  int LIST_LENGTH = PersistentReservation.PARAMETER_LIST_LENGTH;
  int SCOPE = 0xf0;
  int FLAGS_AT = 20;
  int SPEC_I_PT = 0x08;
  int APTPL = 0x01;
  int MOVE_FLAGS_AT = 17;
  int UNREG = 0x02;

  static ReservationParameters read(CommandContext context) {
    ByteBuffer list = context.parameters();
    long length = context.cdb().u32(5);
    if (length < LIST_LENGTH || list.remaining() != length) {
      return wrongLength();
    }
    NexusId nexus = context.session().id();
    long key = list.getLong(0);
    long newKey = list.getLong(8);
    int action = context.cdb().serviceAction();
    if (action == PersistentReservation.REGISTER_AND_MOVE) {
      return move(context, nexus, list);
    }
    boolean named = (list.get(FLAGS_AT) & SPEC_I_PT) != 0;
    boolean register = action == PersistentReservation.REGISTER;
    if (length != LIST_LENGTH && !(named && register)) {
      return wrongLength();
    }
    return switch (action) {
      case PersistentReservation.REGISTER -> register(context, nexus, list, false);
      case PersistentReservation.REGISTER_AND_IGNORE_EXISTING_KEY ->
          named ? invalid(FLAGS_AT) : register(context, nexus, list, true);
      case PersistentReservation.RESERVE -> typed(context, type -> new Reserve(nexus, key, type));
      case PersistentReservation.RELEASE -> typed(context, type -> new Release(nexus, key, type));
      case PersistentReservation.CLEAR -> new Wanted(new Clear(nexus, key));
      case PersistentReservation.PREEMPT, PersistentReservation.PREEMPT_AND_ABORT ->
          new Wanted(new Preempt(nexus, key, newKey, type(context)));
      default -> throw new IllegalStateException("no row for service action " + action);
    };
  }

  /**
   * ALL_TG_PT asks to register "as if through each target port" (SPC-4 §6.16.3): a target has one.
   */
  private static ReservationParameters register(
      CommandContext context, NexusId nexus, ByteBuffer list, boolean ignoreKey) {
    boolean persistent = (list.get(FLAGS_AT) & APTPL) != 0;
    if (persistent && !context.unit().reservations().canPersist()) {
      return invalid(FLAGS_AT);
    }
    Set<NexusId> others = new LinkedHashSet<>();
    if ((list.get(FLAGS_AT) & SPEC_I_PT) != 0) {
      Refused refused = others(context.unit(), nexus, list, others);
      if (refused != null) {
        return refused;
      }
    }
    return new Wanted(
        new Register(
            nexus, list.getLong(0), list.getLong(8), ignoreKey, persistent, List.copyOf(others)));
  }

  /** Collects the initiator ports that the additional parameter data names. */
  private static @Nullable Refused others(
      LogicalUnit unit, NexusId nexus, ByteBuffer list, Set<NexusId> others) {
    int at = LIST_LENGTH + Integer.BYTES;
    if (list.remaining() < at || list.getInt(LIST_LENGTH) != list.remaining() - at) {
      return wrongLength();
    }
    while (at < list.remaining()) {
      ByteBuffer rest = list.slice(at, list.remaining() - at);
      int length = IscsiTransportId.length(rest);
      if (length > rest.remaining()) {
        return wrongLength();
      }
      List<NexusId> ports =
          IscsiTransportId.decode(rest.slice(0, length)).stream()
              .flatMap(id -> ports(unit, nexus, id))
              .toList();
      if (ports.isEmpty()) {
        return invalid(at);
      }
      others.addAll(ports);
      at += length;
    }
    // Registered anyway: SPC-4 §6.16.3, "in addition to" the port that asks.
    others.remove(nexus);
    return null;
  }

  /**
   * The nexuses of this target port that a TransportID names. Without an ISID it names every port
   * of that name that is known: those with a session and those registered. SPC-4 §7.6.4.6.
   */
  private static Stream<NexusId> ports(LogicalUnit unit, NexusId nexus, IscsiTransportId id) {
    return id.isid()
        .map(isid ->
            Stream.of(
                new NexusId(id.initiatorName(), isid, nexus.targetName(), nexus.portalGroupTag())))
        .orElseGet(() ->
            Stream.concat(
                    unit.nexuses().stream().map(LunNexus::nexus).map(each -> each.id()),
                    unit.reservations().state().keys().keySet().stream())
                .filter(each -> each.initiatorName().equals(id.initiatorName()))
                .filter(each -> each.targetName().equals(nexus.targetName()))
                .filter(each -> each.portalGroupTag() == nexus.portalGroupTag()));
  }

  private static ReservationParameters move(
      CommandContext context, NexusId nexus, ByteBuffer list) {
    if (list.getInt(20) != list.remaining() - LIST_LENGTH) {
      return wrongLength();
    }
    int flags = list.get(MOVE_FLAGS_AT);
    boolean persistent = (flags & APTPL) != 0;
    if (persistent && !context.unit().reservations().canPersist()) {
      return invalid(MOVE_FLAGS_AT);
    }
    int port = list.getShort(18) & 0xffff;
    if (port != DeviceIdentification.relativeTargetPort(nexus.portalGroupTag())) {
      return invalid(18);
    }
    // SPC-4 §5.13.8: one port, so with its ISID, and another than the one that asks.
    Optional<NexusId> to =
        IscsiTransportId.decode(list.slice(LIST_LENGTH, list.remaining() - LIST_LENGTH))
            .filter(id -> id.isid().isPresent())
            .flatMap(id -> ports(context.unit(), nexus, id).findAny())
            .filter(id -> !id.equals(nexus));
    if (to.isEmpty()) {
      return invalid(LIST_LENGTH);
    }
    boolean unregister = (flags & UNREG) != 0;
    return new Wanted(
        new Move(nexus, list.getLong(0), list.getLong(8), unregister, persistent, to.get()));
  }

  private static ReservationParameters typed(
      CommandContext context, Function<ReservationType, ReservationRequest> request) {
    return type(context)
        .<ReservationParameters>map(type -> new Wanted(request.apply(type)))
        .orElseGet(() -> new Refused(SenseMapper.invalidFieldInCdb(2)));
  }

  /** Empty for a reserved type, or another scope than the logical unit. */
  private static Optional<ReservationType> type(CommandContext context) {
    int scopeAndType = context.cdb().u8(2);
    return (scopeAndType & SCOPE) != 0 ? Optional.empty() : ReservationType.of(scopeAndType & 0x0f);
  }

  private static Refused wrongLength() {
    return new Refused(SenseMapper.illegalRequest(AdditionalSense.PARAMETER_LIST_LENGTH_ERROR));
  }

  private static Refused invalid(int at) {
    return new Refused(SenseMapper.invalidFieldInParameterList(at));
  }
}
