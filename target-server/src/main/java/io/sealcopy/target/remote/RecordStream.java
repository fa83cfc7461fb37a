package io.sealcopy.target.remote;

import io.sealcopy.protocol.record.RecordDamage;
import io.sealcopy.protocol.record.RecordHeader;
import io.sealcopy.protocol.scsi.AdditionalSense;
import io.sealcopy.protocol.scsi.SenseKey;
import io.sealcopy.storage.volume.Completion;
import io.sealcopy.storage.volume.WriteStream;
import io.sealcopy.target.scsi.CommandContext;
import io.sealcopy.target.scsi.Outcome;
import io.sealcopy.target.scsi.SenseMapper;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The Data-Out of WRITE RECORD: the record's header apart from its data, which so lies as the
 * volume wants it. Both checksums are compared here, on the connection's thread, before the record
 * is anybody else's.
 */
final class RecordStream implements WriteStream {
  /** Where the block length stands in a header, for the field pointer. */
  private static final int BLOCK_LENGTH_AT = 84;

  private final CommandContext context;
  private final CopyView view;
  private final long length;
  private final boolean possible;
  private final long opening;
  private final @Nullable BlockBuffer buffer;

  /** For a command that has passed the pipeline. */
  RecordStream(CommandContext context, CopyView view) {
    this.context = context;
    this.view = view;
    this.length = context.wantedDataOut();
    this.opening = view.nexus().opening();
    this.possible =
        length >= RecordHeader.LENGTH
            && length <= RecordHeader.LENGTH + RecordHeader.MAX_DATA
            && length == context.dataOutLength();
    CopyGroup group = view.copy().group();
    this.buffer =
        possible && group != null
            ? group.buffers().takeRecord((int) length - RecordHeader.LENGTH)
            : null;
  }

  @Override
  public void data(int offset, ByteBuffer bytes) {
    BlockBuffer to = buffer;
    if (to == null) {
      bytes.position(bytes.limit());
      return;
    }
    put(to, offset, bytes);
  }

  /** What has arrived of a record may end anywhere, within its header too. */
  static void put(BlockBuffer to, int offset, ByteBuffer bytes) {
    int at = offset;
    if (at < RecordHeader.LENGTH) {
      at += move(bytes, to.head(), at, RecordHeader.LENGTH - at);
    }
    if (bytes.hasRemaining()) {
      move(bytes, to.bytes(), at - RecordHeader.LENGTH, bytes.remaining());
    }
  }

  private static int move(ByteBuffer from, ByteBuffer to, int at, int most) {
    int count = Math.min(most, from.remaining());
    to.put(at, from, from.position(), count);
    from.position(from.position() + count);
    return count;
  }

  @Override
  public void finish(Completion completion) {
    BlockBuffer whole = buffer;
    if (whole == null) {
      // Without memory it may come again; what it waits for is given back by then.
      context.complete(possible ? Outcome.BUSY : wrongLength());
      return;
    }
    switch (RecordHeader.decode(whole.head(), 0)) {
      case RecordDamage damage -> refuse(whole, outcome(damage));
      case RecordHeader header -> {
        Outcome refused = check(header, whole);
        if (refused == null) {
          post(header, whole);
        } else {
          refuse(whole, refused);
        }
      }
    }
  }

  private void refuse(BlockBuffer whole, Outcome outcome) {
    whole.release();
    context.complete(outcome);
  }

  private void post(RecordHeader header, BlockBuffer whole) {
    CopyAnswer.Listener listener = answer -> context.complete(VendorOutcomes.of(answer));
    view.copy()
        .post(new CopyEvent.RecordWrite(view.copy().member(), opening, header, whole, listener));
  }

  private @Nullable Outcome check(RecordHeader header, BlockBuffer whole) {
    int blockLength = view.geometry().blockLength();
    if (header.recordLength() != length) {
      return wrongLength();
    }
    if (header.blockLength() != blockLength) {
      return SenseMapper.invalidFieldInParameterList(BLOCK_LENGTH_AT);
    }
    return whole.bodyChecksum(blockLength) == header.bodyChecksum() ? null : damaged();
  }

  private static Outcome wrongLength() {
    return SenseMapper.illegalRequest(AdditionalSense.PARAMETER_LIST_LENGTH_ERROR);
  }

  /** As a wrong data digest ends: the same bytes sent again may arrive sound. */
  private static Outcome damaged() {
    return SenseMapper.check(SenseKey.ABORTED_COMMAND, AdditionalSense.PROTOCOL_SERVICE_CRC_ERROR);
  }

  /** A header with the right checksum is not damaged, whatever else it says. */
  private static Outcome outcome(RecordDamage damage) {
    return switch (damage.fault()) {
      case TRUNCATED, MAGIC, HEADER_LENGTH, HEADER_CHECKSUM, BODY_CHECKSUM -> damaged();
      case VERSION, KIND, SUITE, FLAGS, RESERVED, KEY, RANGE, TAGS_LENGTH, DATA_LENGTH ->
          SenseMapper.invalidFieldInParameterList(damage.offset());
    };
  }

  @Override
  public void abort() {
    if (buffer != null) {
      buffer.release();
    }
  }
}
