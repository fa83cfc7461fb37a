package io.sealcopy.bench.load;

import io.sealcopy.bench.row.BenchException;
import io.sealcopy.initiator.InitiatorOptions;
import io.sealcopy.initiator.LunData;
import io.sealcopy.initiator.LunResult;
import io.sealcopy.initiator.ScsiOutcome;
import io.sealcopy.initiator.Session;
import io.sealcopy.initiator.TargetLun;
import io.sealcopy.protocol.iscsi.Isid;
import io.sealcopy.protocol.key.Direction;
import io.sealcopy.protocol.key.KeyDescription;
import io.sealcopy.protocol.key.KeyId;
import io.sealcopy.protocol.key.KeyRecord;
import io.sealcopy.protocol.key.OpaqueBytes;
import io.sealcopy.protocol.key.Sha256;
import io.sealcopy.protocol.record.SealSuite;
import io.sealcopy.protocol.scsi.Cdb;
import io.sealcopy.protocol.vendor.BindCopy;
import io.sealcopy.protocol.vendor.CopyStatus;
import io.sealcopy.protocol.vendor.Decoded;
import io.sealcopy.protocol.vendor.OpenNexus;
import io.sealcopy.protocol.vendor.OpenNexus.LinkKind;
import io.sealcopy.protocol.vendor.VendorCdb;
import io.sealcopy.protocol.vendor.VendorCommand;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Makes a session the replication nexus of a copy, as a main centre does: binds, stores a key
 * record, opens. What is written then may be any bytes: the remote centre cannot tell.
 */
public final class ReplicationNexus {
  /** The initiator that the remote centre's configuration must give the role replication. */
  public static final String MAIN_CENTRE = "iqn.2026-11.io.sealcopy.bench:main-centre";

  private static final Direction DIRECTION = Direction.MAIN_TO_REMOTE;
  private static final int GENERATION = 1;

  private ReplicationNexus() {}

  static InitiatorOptions options(Isid isid) {
    return InitiatorOptions.of(MAIN_CENTRE, isid);
  }

  /**
   * Begins where a copy was left, too: the names follow from the unit's number.
   *
   * @return what makes the records that cross; null on a standard link
   */
  static @Nullable RecordSource open(Session session, int unit, LinkKind kind) {
    TargetLun copy = new TargetLun(session, unit);
    UUID group = new UUID(1, unit);
    UUID volume = new UUID(2, unit);
    KeyId key = new KeyId(3, unit);
    LunData.Capacity size =
        switch (copy.readCapacity()) {
          case LunResult.Ok<LunData.Capacity>(LunData.Capacity capacity) -> capacity;
          case LunResult.Failed<LunData.Capacity> failed ->
              throw new BenchException(failed.message());
        };
    send(
        copy,
        VendorCommand.BIND_COPY,
        new BindCopy(
                group,
                volume,
                DIRECTION,
                1,
                size.blockLength(),
                size.blocks(),
                BindCopy.Holes.SEALED)
            .encode());
    send(copy, VendorCommand.STORE_KEY_RECORD, keyRecord(group, key));
    long next = kind == LinkKind.SEALED ? durable(copy) + 1 : 0;
    long number = new Random().nextLong() | 1;
    OpenNexus.Link link = new OpenNexus.Link(kind, number, next, false, false);
    send(
        copy,
        VendorCommand.OPEN_NEXUS,
        new OpenNexus(group, volume, DIRECTION, 1, GENERATION, key, Optional.of(link)).encode());
    return kind == LinkKind.SEALED
        ? new RecordSource(group, volume, key, GENERATION, size.blockLength(), next)
        : null;
  }

  private static long durable(TargetLun copy) {
    ByteBuffer page = ByteBuffer.allocate(1024);
    VendorCdb cdb = new VendorCdb(VendorCommand.REPORT_COPY_STATUS, 0, page.capacity());
    ScsiOutcome outcome = copy.dataIn(Cdb.of(cdb.encode()), page);
    if (!(outcome instanceof ScsiOutcome.Response response) || !response.good()) {
      throw new BenchException("REPORT COPY STATUS: " + outcome.describe());
    }
    return switch (CopyStatus.decode(page.limit(response.dataInLength()))) {
      case Decoded.Valid<CopyStatus>(CopyStatus status) ->
          status.binding().orElseThrow().durableSequence();
      case Decoded.Malformed<CopyStatus> malformed -> throw new BenchException(malformed.message());
    };
  }

  /** Of the right layout; what it wraps is nobody's key. */
  private static byte[] keyRecord(UUID group, KeyId key) {
    OpaqueBytes some = OpaqueBytes.copyOf(new byte[] {1, 2, 3});
    int suite = SealSuite.AES_256_XTS.code();
    return new KeyRecord(
            new KeyDescription(group, DIRECTION, 1, key, GENERATION, 0, suite, 0, Sha256.NONE),
            List.of(new KeyRecord.Recipient(Sha256.hashOf(new byte[] {1}), some)),
            new KeyRecord.Signer(Sha256.hashOf(new byte[] {2}), some, 1),
            some)
        .encode();
  }

  private static void send(TargetLun copy, VendorCommand command, byte[] list) {
    Cdb cdb = Cdb.of(new VendorCdb(command, 0, list.length).encode());
    ScsiOutcome outcome = copy.dataOut(cdb, ByteBuffer.wrap(list));
    if (!outcome.good()) {
      throw new BenchException(command.title() + ": " + outcome.describe());
    }
  }
}
