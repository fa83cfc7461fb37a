package io.sealcopy.bench.load;

import io.sealcopy.initiator.ScsiRequest;
import io.sealcopy.protocol.key.KeyId;
import io.sealcopy.protocol.record.RecordHeader;
import io.sealcopy.protocol.record.RecordKind;
import io.sealcopy.protocol.record.SealSuite;
import io.sealcopy.protocol.scsi.Cdb;
import io.sealcopy.protocol.vendor.VendorCdb;
import io.sealcopy.protocol.vendor.VendorCommand;
import java.nio.ByteBuffer;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/** The records of one copy on a sealed link, in their sequence. Safe for any thread. */
final class RecordSource {
  private final UUID group;
  private final UUID volume;
  private final KeyId key;
  private final int generation;
  private final int blockLength;
  private final AtomicLong sequence;

  /**
   * A source for what one nexus sends.
   *
   * @param next sequence of the first record
   */
  RecordSource(UUID group, UUID volume, KeyId key, int generation, int blockLength, long next) {
    this.group = group;
    this.volume = volume;
    this.key = key;
    this.generation = generation;
    this.blockLength = blockLength;
    this.sequence = new AtomicLong(next);
  }

  /**
   * WRITE RECORD with the next sequence.
   *
   * @param head for the header; it is used until the command has ended
   * @param checksum CRC32C of {@code data}
   */
  ScsiRequest next(int unit, long lba, ByteBuffer head, ByteBuffer data, int checksum) {
    int length = data.remaining();
    new RecordHeader(
            RecordKind.DATA,
            SealSuite.AES_256_XTS,
            true,
            1,
            group,
            volume,
            sequence.getAndIncrement(),
            key,
            generation,
            blockLength,
            lba,
            length / blockLength,
            0,
            length,
            checksum,
            0,
            0,
            System.currentTimeMillis())
        .encode(head, 0);
    VendorCdb cdb = new VendorCdb(VendorCommand.WRITE_RECORD, 0, RecordHeader.LENGTH + length);
    return ScsiRequest.writing(unit, Cdb.of(cdb.encode()), head, data);
  }
}
