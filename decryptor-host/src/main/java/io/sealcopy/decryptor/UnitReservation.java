package io.sealcopy.decryptor;

import io.sealcopy.initiator.InitiatorOptions;
import io.sealcopy.initiator.IscsiUrl;
import io.sealcopy.initiator.OpenFailure;
import io.sealcopy.initiator.ScsiOutcome;
import io.sealcopy.initiator.ScsiRequest;
import io.sealcopy.initiator.Session;
import io.sealcopy.protocol.scsi.Cdb;
import io.sealcopy.protocol.scsi.PersistentReservation;
import io.sealcopy.protocol.scsi.PrimaryCdbs;
import io.sealcopy.protocol.scsi.SenseKey;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * The persistent reservation (SPC-4 §5.13) of a logical unit at a target that knows nothing of us:
 * whoever holds it may write the copy. Its methods block and may be called from any thread.
 */
public final class UnitReservation implements AutoCloseable {
  private static final int ATTENTIONS = 8;
  private static final int RESERVATION_BYTES = 24;

  private final Session session;
  private final int lun;

  private UnitReservation(Session session, int lun) {
    this.session = session;
    this.lun = lun;
  }

  /** A command was refused, or nobody answers. */
  public static final class FailedException extends Exception {
    private static final long serialVersionUID = 1;

    FailedException(String message) {
      super(message);
    }
  }

  /**
   * Logs in.
   *
   * @throws FailedException when that fails
   */
  public static UnitReservation open(IscsiUrl url, InitiatorOptions options)
      throws FailedException {
    return switch (Session.open(url, options)) {
      case OpenFailure failure -> throw new FailedException(failure.message());
      case Session session -> {
        UnitReservation unit = new UnitReservation(session, url.lun());
        unit.makeReady();
        yield unit;
      }
    };
  }

  private void makeReady() {
    boolean attention = true;
    for (int i = 0; i < ATTENTIONS && attention; i++) {
      ScsiOutcome outcome =
          session.execute(ScsiRequest.withoutData(lun, PrimaryCdbs.testUnitReady())).join();
      attention =
          outcome instanceof ScsiOutcome.Response response
              && response.sense().filter(s -> s.key() == SenseKey.UNIT_ATTENTION).isPresent();
    }
  }

  /** The key under which the unit is reserved; empty: it is not. */
  public Optional<Long> holder() throws FailedException {
    ByteBuffer data = ByteBuffer.allocate(RESERVATION_BYTES);
    Cdb cdb =
        PrimaryCdbs.persistentReserveIn(PersistentReservation.READ_RESERVATION, RESERVATION_BYTES);
    require("PERSISTENT RESERVE IN", session.execute(ScsiRequest.reading(lun, cdb, data)).join());
    return data.getInt(4) >= 16 ? Optional.of(data.getLong(8)) : Optional.empty();
  }

  /**
   * Takes the reservation from whoever holds it under {@code old}; its commands under way are
   * aborted, where the target can do that. It is ours under {@code own} from then on, through power
   * loss where the target can.
   *
   * @throws FailedException when it is not: somebody else was faster, or the target cannot
   */
  public void preempt(long old, long own) throws FailedException {
    register(own);
    if (!out(PersistentReservation.PREEMPT_AND_ABORT, own, old, false).good()) {
      // Not every target knows it (Debian's tgt does not): what has begun may end then.
      require(
          "PERSISTENT RESERVE OUT, PREEMPT", out(PersistentReservation.PREEMPT, own, old, false));
    }
    Optional<Long> now = holder();
    if (now.isEmpty() || now.get() != own) {
      throw new FailedException("the target says that it is done, and holds no reservation for us");
    }
  }

  private void register(long own) throws FailedException {
    if (!out(PersistentReservation.REGISTER_AND_IGNORE_EXISTING_KEY, 0, own, true).good()) {
      // To keep it through power loss is optional (SPC-4 §5.13.6).
      require(
          "PERSISTENT RESERVE OUT, REGISTER",
          out(PersistentReservation.REGISTER_AND_IGNORE_EXISTING_KEY, 0, own, false));
    }
  }

  /**
   * Gives the unit free that is reserved for us under {@code own}: any initiator may write it.
   *
   * @throws FailedException when it still is reserved
   */
  public void release(long own) throws FailedException {
    register(own);
    if (holder().isPresent() && !out(PersistentReservation.RESERVE, own, 0, false).good()) {
      // The target ties it to the session that took it (Debian's tgt): this one takes it over.
      require(
          "PERSISTENT RESERVE OUT, PREEMPT", out(PersistentReservation.PREEMPT, own, own, false));
    }
    require("PERSISTENT RESERVE OUT, REGISTER", out(PersistentReservation.REGISTER, own, 0, false));
    if (holder().isPresent()) {
      throw new FailedException("the unit is still reserved");
    }
  }

  private ScsiOutcome out(int action, long key, long serviceActionKey, boolean throughPowerLoss) {
    ByteBuffer list = ByteBuffer.allocate(PersistentReservation.PARAMETER_LIST_LENGTH);
    list.putLong(0, key).putLong(8, serviceActionKey).put(20, (byte) (throughPowerLoss ? 1 : 0));
    Cdb cdb =
        PrimaryCdbs.persistentReserveOut(
            action,
            PersistentReservation.WRITE_EXCLUSIVE,
            PersistentReservation.PARAMETER_LIST_LENGTH);
    return session.execute(ScsiRequest.writing(lun, cdb, list)).join();
  }

  private static void require(String what, ScsiOutcome outcome) throws FailedException {
    if (!outcome.good()) {
      throw new FailedException(what + ": " + outcome.describe());
    }
  }

  @Override
  public void close() {
    session.abandon();
  }
}
