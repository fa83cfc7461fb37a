package io.sealcopy.replicator.link;

import io.sealcopy.initiator.ScsiOutcome;
import io.sealcopy.initiator.ScsiRequest;
import io.sealcopy.initiator.Session;
import io.sealcopy.protocol.scsi.AdditionalSense;
import io.sealcopy.protocol.scsi.BlockCdbs;
import io.sealcopy.protocol.scsi.Cdb;
import io.sealcopy.protocol.scsi.PersistentReservation;
import io.sealcopy.protocol.scsi.PrimaryCdbs;
import io.sealcopy.protocol.scsi.ScsiStatus;
import io.sealcopy.protocol.scsi.SenseKey;
import io.sealcopy.protocol.vendor.BindCopy;
import io.sealcopy.protocol.vendor.CopyStatus;
import io.sealcopy.protocol.vendor.Decoded;
import io.sealcopy.protocol.vendor.OpenNexus;
import io.sealcopy.protocol.vendor.OpeningPage;
import io.sealcopy.protocol.vendor.VendorCdb;
import io.sealcopy.protocol.vendor.VendorCommand;
import io.sealcopy.replicator.link.LinkStop.StopException;
import io.sealcopy.storage.volume.VolumeGeometry;
import java.nio.ByteBuffer;
import java.util.Optional;

/** The commands with which a session begins, one after the other; each waits for its answer. */
public final class RemoteUnit {
  private static final int ATTENTIONS = 16;
  private static final int STATUS_BYTES = CopyStatus.LEAST_BYTES + CopyStatus.MAX_TEXT_BYTES;

  private final Session session;
  private final int lun;

  RemoteUnit(Session session, int lun) {
    this.session = session;
    this.lun = lun;
  }

  /** Takes the unit attentions that a new nexus begins with, and waits until the unit is ready. */
  void makeReady() throws StopException {
    ScsiOutcome outcome = run(PrimaryCdbs.testUnitReady());
    for (int i = 0; i < ATTENTIONS && isAttention(outcome); i++) {
      outcome = run(PrimaryCdbs.testUnitReady());
    }
    require("TEST UNIT READY", outcome);
  }

  VolumeGeometry geometry() throws StopException {
    ByteBuffer data = ByteBuffer.allocate(32);
    require("READ CAPACITY", read(BlockCdbs.readCapacity16(32), data));
    long blocks = data.getLong(0) + 1;
    int blockLength = data.getInt(8);
    try {
      return new VolumeGeometry(blockLength, blocks);
    } catch (IllegalArgumentException e) {
      throw new StopException(LinkStop.refused("READ CAPACITY: " + e.getMessage()));
    }
  }

  /** The designator that names the unit (SPC-4 §7.8.6), as hexadecimal digits. */
  String designator() throws StopException {
    ByteBuffer data = ByteBuffer.allocate(252);
    ScsiOutcome outcome = read(PrimaryCdbs.inquiryVpd(0x83, 252), data);
    require("INQUIRY of page 83h", outcome);
    int end = Math.min(4 + (data.getShort(2) & 0xffff), data.limit());
    String best = "";
    int at = 4;
    while (at + 4 <= end) {
      int length = data.get(at + 3) & 0xff;
      boolean ofUnit = (data.get(at + 1) >> 4 & 3) == 0;
      int type = data.get(at + 1) & 0xf;
      // NAA and EUI-64 name a unit world-wide; the T10 vendor id is the next best.
      if (ofUnit && at + 4 + length <= end && (best.isEmpty() || type == 2 || type == 3)) {
        byte[] bytes = new byte[length];
        data.get(at + 4, bytes);
        best = type + ":" + java.util.HexFormat.of().formatHex(bytes);
      }
      at += 4 + length;
    }
    if (best.isEmpty()) {
      throw new StopException(LinkStop.refused("the logical unit has no designator (page 83h)"));
    }
    return best;
  }

  /** What our remote says of the copy; empty: it does not know the command. */
  Optional<CopyStatus> copyStatus() throws StopException {
    ByteBuffer data = ByteBuffer.allocate(STATUS_BYTES);
    VendorCdb cdb = new VendorCdb(VendorCommand.REPORT_COPY_STATUS, 0, STATUS_BYTES);
    ScsiOutcome outcome = read(cdb(cdb), data);
    if (isUnknownCommand(outcome)) {
      return Optional.empty();
    }
    require("REPORT COPY STATUS", outcome);
    int length = ((ScsiOutcome.Response) outcome).dataInLength();
    return switch (CopyStatus.decode(data.limit(length))) {
      case Decoded.Valid<CopyStatus>(CopyStatus status) -> Optional.of(status);
      case Decoded.Malformed<CopyStatus> malformed ->
          throw new StopException(
              LinkStop.refused("the remote's copy status page: " + malformed.message()));
    };
  }

  /** The unit's differs page from a byte on; empty: it has none, or we may not read it. */
  Optional<byte[]> differs(long first, int most) throws StopException {
    ByteBuffer data = ByteBuffer.allocate(most);
    ScsiOutcome outcome = read(cdb(new VendorCdb(VendorCommand.READ_DIFFERS, first, most)), data);
    if (isUnknownCommand(outcome) || isIllegalField(outcome)) {
      return Optional.empty();
    }
    require("READ DIFFERS", outcome);
    byte[] bytes = new byte[((ScsiOutcome.Response) outcome).dataInLength()];
    data.get(0, bytes);
    return Optional.of(bytes);
  }

  /** The opening that was told to our remote last, see {@link RemoteKind.Ours#opening}. */
  long opening() throws StopException {
    ByteBuffer data = ByteBuffer.allocate(OpeningPage.BYTES);
    VendorCdb cdb = new VendorCdb(VendorCommand.READ_OPENING, 0, OpeningPage.BYTES);
    ScsiOutcome outcome = read(cdb(cdb), data);
    if (isUnknownCommand(outcome) || isUnknownServiceAction(outcome)) {
      return RemoteKind.NO_OPENINGS;
    }
    require("READ OPENING", outcome);
    int length = ((ScsiOutcome.Response) outcome).dataInLength();
    return switch (OpeningPage.decode(data.limit(length))) {
      case Decoded.Valid<OpeningPage>(OpeningPage page) -> page.id();
      case Decoded.Malformed<OpeningPage> malformed ->
          throw new StopException(
              LinkStop.refused("the remote's opening page: " + malformed.message()));
    };
  }

  void bindCopy(BindCopy binding) throws StopException {
    vendorOut(VendorCommand.BIND_COPY, binding.encode());
  }

  /** Undoes a binding; false: it does not know the command. */
  boolean unbindCopy(BindCopy binding) throws StopException {
    byte[] list = binding.encode();
    VendorCdb cdb = new VendorCdb(VendorCommand.UNBIND_COPY, 0, list.length);
    ScsiOutcome outcome = write(cdb(cdb), ByteBuffer.wrap(list));
    if (isUnknownCommand(outcome) || isUnknownServiceAction(outcome)) {
      return false;
    }
    require(VendorCommand.UNBIND_COPY.title(), outcome);
    return true;
  }

  void closeNexus() throws StopException {
    vendorOut(VendorCommand.CLOSE_NEXUS, new byte[0]);
  }

  void storeKeyRecord(byte[] record) throws StopException {
    vendorOut(VendorCommand.STORE_KEY_RECORD, record);
  }

  /**
   * Has the remote keep an image of all copies of the group.
   *
   * @param time of it by our wall clock, milliseconds since 1970
   * @return false: it does not know the command
   */
  boolean keepImage(long time) throws StopException {
    return known(VendorCommand.KEEP_IMAGE, time);
  }

  /** Has the remote drop that image; false: it does not know the command. */
  boolean dropImage() throws StopException {
    return known(VendorCommand.DROP_IMAGE, 0);
  }

  private boolean known(VendorCommand command, long argument) throws StopException {
    ScsiOutcome outcome = run(cdb(new VendorCdb(command, argument, 0)));
    if (isUnknownCommand(outcome) || isUnknownServiceAction(outcome)) {
      return false;
    }
    require(command.title(), outcome);
    return true;
  }

  void openNexus(OpenNexus nexus) throws StopException {
    vendorOut(VendorCommand.OPEN_NEXUS, nexus.encode());
  }

  void noteDisaster() throws StopException {
    vendorOut(VendorCommand.NOTE_DISASTER, new byte[0]);
  }

  private void vendorOut(VendorCommand command, byte[] parameters) throws StopException {
    VendorCdb cdb = new VendorCdb(command, 0, parameters.length);
    require(command.title(), write(cdb(cdb), ByteBuffer.wrap(parameters)));
  }

  private static Cdb cdb(VendorCdb vendor) {
    return Cdb.of(vendor.encode());
  }

  /**
   * Whether the unit is still reserved for us, Write Exclusive, under {@code key}, and makes sure
   * that this nexus may write. A target may tie a registration to a session although SPC-4 §5.13
   * ties it to the names of both ends (Debian's tgt does): then this nexus takes the reservation
   * over from the one before. That is only done while it still stands under our key: whoever takes
   * the unit away removes that first, so a copy that was taken over is never taken back.
   */
  boolean holdsReservation(long key) throws StopException {
    if (!standsUnder(key)) {
      return false;
    }
    if (reserveNow(key).good()) {
      return true;
    }
    require("PERSISTENT RESERVE OUT, REGISTER", register(key, false));
    require(
        "PERSISTENT RESERVE OUT, PREEMPT",
        write(
            PrimaryCdbs.persistentReserveOut(
                PersistentReservation.PREEMPT,
                PersistentReservation.WRITE_EXCLUSIVE,
                PersistentReservation.PARAMETER_LIST_LENGTH),
            parameters(key, key, false)));
    return standsUnder(key) && reserveNow(key).good();
  }

  private boolean standsUnder(long key) throws StopException {
    ByteBuffer data = ByteBuffer.allocate(24);
    require(
        "PERSISTENT RESERVE IN",
        read(PrimaryCdbs.persistentReserveIn(PersistentReservation.READ_RESERVATION, 24), data));
    return data.getInt(4) >= 16
        && data.getLong(8) == key
        && (data.get(21) & 0xf) == PersistentReservation.WRITE_EXCLUSIVE
        && registered(key);
  }

  private ScsiOutcome reserveNow(long key) {
    return write(
        PrimaryCdbs.persistentReserveOut(
            PersistentReservation.RESERVE,
            PersistentReservation.WRITE_EXCLUSIVE,
            PersistentReservation.PARAMETER_LIST_LENGTH),
        parameters(key, 0, false));
  }

  private boolean registered(long key) throws StopException {
    ByteBuffer data = ByteBuffer.allocate(1024);
    require(
        "PERSISTENT RESERVE IN",
        read(PrimaryCdbs.persistentReserveIn(PersistentReservation.READ_KEYS, 1024), data));
    int end = Math.min(8 + data.getInt(4), data.limit());
    for (int at = 8; at + 8 <= end; at += 8) {
      if (data.getLong(at) == key) {
        return true;
      }
    }
    return false;
  }

  /**
   * Registers {@code key} and reserves the unit, Write Exclusive, through power loss when the
   * target can.
   *
   * @return false: the target has no persistent reservations
   */
  boolean reserve(long key) throws StopException {
    ScsiOutcome registered = register(key, true);
    if (!registered.good() && isIllegalField(registered)) {
      registered = register(key, false); // APTPL is optional (SPC-4 §5.13.6).
    }
    if (isUnknownCommand(registered)) {
      return false;
    }
    require("PERSISTENT RESERVE OUT, REGISTER", registered);
    ScsiOutcome reserved = reserveNow(key);
    require("PERSISTENT RESERVE OUT, RESERVE", reserved);
    if (!standsUnder(key)) {
      // Told that it is done, and it is not: nothing would keep others from writing (rule 6).
      throw new StopException(
          LinkStop.refused(
              "the target accepts a Write Exclusive reservation and does not hold it"));
    }
    return true;
  }

  /** Whether the target keeps our reservation when it loses power (SPC-4 §6.15.4, PTPL_A). */
  boolean keepsReservationsThroughPowerLoss() throws StopException {
    ByteBuffer data = ByteBuffer.allocate(8);
    ScsiOutcome outcome =
        read(PrimaryCdbs.persistentReserveIn(PersistentReservation.REPORT_CAPABILITIES, 8), data);
    return outcome instanceof ScsiOutcome.Response response
        && response.good()
        && response.dataInLength() >= 4
        && (data.get(3) & 1) != 0;
  }

  /** Gives the reservation and the registration back. */
  void unreserve(long key) throws StopException {
    require(
        "PERSISTENT RESERVE OUT, REGISTER",
        write(
            PrimaryCdbs.persistentReserveOut(
                PersistentReservation.REGISTER, 0, PersistentReservation.PARAMETER_LIST_LENGTH),
            parameters(key, 0, false)));
  }

  private ScsiOutcome register(long key, boolean throughPowerLoss) {
    return write(
        PrimaryCdbs.persistentReserveOut(
            PersistentReservation.REGISTER_AND_IGNORE_EXISTING_KEY,
            0,
            PersistentReservation.PARAMETER_LIST_LENGTH),
        parameters(0, key, throughPowerLoss));
  }

  private static ByteBuffer parameters(long key, long serviceActionKey, boolean throughPowerLoss) {
    ByteBuffer list = ByteBuffer.allocate(PersistentReservation.PARAMETER_LIST_LENGTH);
    list.putLong(0, key).putLong(8, serviceActionKey);
    return list.put(20, (byte) (throughPowerLoss ? 1 : 0));
  }

  private ScsiOutcome run(Cdb cdb) {
    return session.execute(ScsiRequest.withoutData(lun, cdb)).join();
  }

  private ScsiOutcome read(Cdb cdb, ByteBuffer into) {
    return session.execute(ScsiRequest.reading(lun, cdb, into)).join();
  }

  private ScsiOutcome write(Cdb cdb, ByteBuffer from) {
    return session.execute(ScsiRequest.writing(lun, cdb, from)).join();
  }

  private static void require(String what, ScsiOutcome outcome) throws StopException {
    if (!outcome.good()) {
      throw new StopException(LinkStop.of(what, outcome));
    }
  }

  private static boolean isAttention(ScsiOutcome outcome) {
    return outcome instanceof ScsiOutcome.Response response
        && response.sense().filter(s -> s.key() == SenseKey.UNIT_ATTENTION).isPresent();
  }

  private static boolean isUnknownCommand(ScsiOutcome outcome) {
    return outcome instanceof ScsiOutcome.Response response
        && response.status() == ScsiStatus.CHECK_CONDITION
        && response
            .sense()
            .filter(s -> s.additionalSense() == AdditionalSense.INVALID_COMMAND_OPERATION_CODE)
            .isPresent();
  }

  private static boolean isUnknownServiceAction(ScsiOutcome outcome) {
    return outcome instanceof ScsiOutcome.Response response
        && response
            .sense()
            .filter(s -> s.additionalSense() == AdditionalSense.INVALID_FIELD_IN_CDB)
            .isPresent();
  }

  private static boolean isIllegalField(ScsiOutcome outcome) {
    return outcome instanceof ScsiOutcome.Response response
        && response
            .sense()
            .filter(s ->
                s.key() == SenseKey.ILLEGAL_REQUEST
                    && s.additionalSense() != AdditionalSense.INVALID_COMMAND_OPERATION_CODE)
            .isPresent();
  }
}
