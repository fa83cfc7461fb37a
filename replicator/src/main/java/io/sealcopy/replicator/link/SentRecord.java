package io.sealcopy.replicator.link;

import io.sealcopy.initiator.ScsiOutcome;
import io.sealcopy.initiator.ScsiRequest;
import io.sealcopy.protocol.record.RecordHeader;
import io.sealcopy.protocol.scsi.AdditionalSense;
import io.sealcopy.protocol.scsi.Cdb;
import io.sealcopy.protocol.scsi.ScsiStatus;
import io.sealcopy.protocol.scsi.SenseData;
import io.sealcopy.protocol.scsi.SenseKey;
import io.sealcopy.protocol.vendor.VendorCdb;
import io.sealcopy.protocol.vendor.VendorCommand;
import io.sealcopy.replicator.Threads;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One record on its way: what its answer means. Sending it again is harmless, whatever became of it
 * before, so it is sent until it is durable, or the remote says that it will not have it.
 */
final class SentRecord implements Consumer<ScsiOutcome> {
  /** A record that arrives damaged as often as this is damaged here, or something forges it. */
  private static final int MOST_DAMAGED = 3;

  private static final Duration BUSY_WAIT = Duration.ofMillis(20);
  private static final int MOST_BUSY = 100;

  private final SealedNexus nexus;
  private final long token;
  private final int member;
  private final ByteBuffer head;
  private final ByteBuffer rest;
  private SealedNexus.@Nullable Line line;
  private int damaged;
  private int busy;

  SentRecord(SealedNexus nexus, long token, int member, ByteBuffer head, ByteBuffer rest) {
    this.nexus = nexus;
    this.token = token;
    this.member = member;
    this.head = head;
    this.rest = rest;
  }

  int bytes() {
    return head.remaining() + rest.remaining();
  }

  /** The command that carries it over a line. */
  ScsiRequest over(SealedNexus.Line through) {
    line = through;
    Cdb cdb = Cdb.of(new VendorCdb(VendorCommand.WRITE_RECORD, 0, bytes()).encode());
    int lun = nexus.lunOf(member);
    return rest.hasRemaining()
        ? ScsiRequest.writing(lun, cdb, head, rest)
        : ScsiRequest.writing(lun, cdb, head);
  }

  @Override
  public void accept(ScsiOutcome outcome) {
    SealedNexus.Line over = java.util.Objects.requireNonNull(line);
    nexus.answered(over, this);
    switch (outcome) {
      case ScsiOutcome.Response response when response.good() -> nexus.acknowledged(token);
      case ScsiOutcome.Response response -> refused(response);
      case ScsiOutcome.Failure failure -> {
        nexus.stop(over, LinkStop.away("WRITE RECORD: " + failure.message()));
        nexus.submit(this);
      }
    }
  }

  private void refused(ScsiOutcome.Response response) {
    if (response.status() == ScsiStatus.BUSY || response.status() == ScsiStatus.TASK_SET_FULL) {
      if (++busy < MOST_BUSY) {
        sendLater();
        return;
      }
    } else if (sense(response, SenseKey.UNIT_ATTENTION, null)) {
      nexus.submit(this);
      return;
    } else if (sense(
        response, SenseKey.ABORTED_COMMAND, AdditionalSense.PROTOCOL_SERVICE_CRC_ERROR)) {
      if (++damaged < MOST_DAMAGED) {
        nexus.submit(this);
        return;
      }
      long sequence = head.getLong(head.position() + RecordHeader.SEQUENCE_OFFSET);
      end(
          LinkStop.refused(
              "record %d arrives damaged, %d times now: its memory here, or the way, is broken"
                  .formatted(sequence, damaged)));
      return;
    } else if (sense(response, SenseKey.ILLEGAL_REQUEST, AdditionalSense.COMMAND_SEQUENCE_ERROR)) {
      end(LinkStop.away("the remote has ended the nexus"));
      return;
    }
    end(LinkStop.of("WRITE RECORD", response));
  }

  private static boolean sense(
      ScsiOutcome.Response response, SenseKey key, @Nullable AdditionalSense additional) {
    Optional<SenseData> sense = response.sense();
    return response.status() == ScsiStatus.CHECK_CONDITION
        && sense.isPresent()
        && sense.get().key() == key
        && (additional == null || sense.get().additionalSense() == additional);
  }

  private void sendLater() {
    Threads.virtual(
        "link-again",
        () -> {
          try {
            Thread.sleep(BUSY_WAIT);
          } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
          }
          nexus.submit(this);
        });
  }

  private void end(LinkStop why) {
    Threads.virtual("link-end", () -> nexus.end(why));
  }
}
