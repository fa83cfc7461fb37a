package io.sealcopy.decryptor;

import io.sealcopy.initiator.InitiatorOptions;
import io.sealcopy.initiator.IscsiUrl;
import io.sealcopy.initiator.OpenFailure;
import io.sealcopy.initiator.ScsiOutcome;
import io.sealcopy.initiator.ScsiRequest;
import io.sealcopy.initiator.Session;
import io.sealcopy.protocol.scsi.Cdb;
import io.sealcopy.protocol.scsi.SenseData;
import io.sealcopy.protocol.scsi.SenseKey;
import io.sealcopy.protocol.vendor.CopyStatus;
import io.sealcopy.protocol.vendor.Decoded;
import io.sealcopy.protocol.vendor.TableAnswer;
import io.sealcopy.protocol.vendor.VendorCdb;
import io.sealcopy.protocol.vendor.VendorCommand;
import java.nio.ByteBuffer;
import java.util.function.Function;

/**
 * One login at the remote centre, for the commands that a reader of a sealed copy gives. Its
 * methods block and may be called from any thread.
 */
public final class CopySession implements AutoCloseable {
  /** Room for 16 000 runs, and for the key records of dozens of generations. */
  private static final int ANSWER_BYTES = 1 << 20;

  private static final int STATUS_BYTES = 4096;
  private static final int ATTENTIONS = 8;

  private final Session session;
  private final int lun;

  private CopySession(Session session, int lun) {
    this.session = session;
    this.lun = lun;
  }

  /** What an attempt came to. */
  public sealed interface Answer<T> {
    /** It worked. */
    record Got<T>(T value) implements Answer<T> {}

    /** It may work later: nothing answered, or the unit is not ready. */
    record TryLater<T>(String reason) implements Answer<T> {}

    /** It will not work until somebody changes something. */
    record No<T>(DecryptFailure failure) implements Answer<T> {}
  }

  /** Logs in. */
  public static Answer<CopySession> open(IscsiUrl url, InitiatorOptions options) {
    return switch (Session.open(url, options)) {
      case Session session -> new Answer.Got<>(new CopySession(session, url.lun()));
      case OpenFailure.NotConnected failure -> new Answer.TryLater<>(failure.message());
      case OpenFailure.Interrupted failure -> new Answer.TryLater<>(failure.message());
      case OpenFailure failure ->
          new Answer.No<>(new DecryptFailure.CopyRefused(failure.message()));
    };
  }

  /** REPORT COPY STATUS. */
  public Answer<CopyStatus> status() {
    VendorCdb cdb = new VendorCdb(VendorCommand.REPORT_COPY_STATUS, 0, STATUS_BYTES);
    return ask(cdb, STATUS_BYTES, CopyStatus::decode);
  }

  /**
   * READ TABLE, READ AND CLEAR TABLE or READ KEY RECORDS.
   *
   * @param argument first LBA or first generation
   */
  public Answer<TableAnswer> table(VendorCommand command, long argument) {
    VendorCdb cdb = new VendorCdb(command, argument, ANSWER_BYTES);
    return ask(cdb, ANSWER_BYTES, TableAnswer::decode);
  }

  private <T> Answer<T> ask(VendorCdb cdb, int bytes, Function<ByteBuffer, Decoded<T>> decoder) {
    ByteBuffer buffer = ByteBuffer.allocate(bytes);
    String name = cdb.command().title();
    ScsiOutcome outcome = execute(ScsiRequest.reading(lun, Cdb.of(cdb.encode()), buffer));
    return switch (outcome) {
      case ScsiOutcome.Failure failure -> new Answer.TryLater<>(failure.message());
      case ScsiOutcome.Response response when !response.good() -> {
        String message = "%s was refused: %s".formatted(name, response.describe());
        yield notReady(response)
            ? new Answer.TryLater<>(message)
            : new Answer.No<>(new DecryptFailure.CopyRefused(message));
      }
      case ScsiOutcome.Response response ->
          switch (decoder.apply(buffer.slice(0, response.dataInLength()))) {
            case Decoded.Valid<T>(T value) -> new Answer.Got<>(value);
            case Decoded.Malformed<T> malformed ->
                new Answer.No<>(
                    new DecryptFailure.Damaged(
                        "the answer to %s is damaged: %s".formatted(name, malformed.message())));
          };
    };
  }

  /** Waits for the command; unit attentions are news for others and do not end it. */
  private ScsiOutcome execute(ScsiRequest request) {
    ScsiOutcome outcome = session.execute(request).join();
    for (int i = 0; i < ATTENTIONS && hasSense(outcome, SenseKey.UNIT_ATTENTION); i++) {
      outcome = session.execute(request).join();
    }
    return outcome;
  }

  static boolean hasSense(ScsiOutcome outcome, SenseKey key) {
    return outcome instanceof ScsiOutcome.Response response
        && response.sense().map(SenseData::key).filter(key::equals).isPresent();
  }

  private static boolean notReady(ScsiOutcome.Response response) {
    return switch (response.status()) {
      case BUSY, TASK_SET_FULL, RESERVATION_CONFLICT -> true;
      default -> hasSense(response, SenseKey.NOT_READY);
    };
  }

  Session session() {
    return session;
  }

  int lun() {
    return lun;
  }

  /** Logs out; gives up after the login timeout. */
  @Override
  public void close() {
    session.close();
  }
}
