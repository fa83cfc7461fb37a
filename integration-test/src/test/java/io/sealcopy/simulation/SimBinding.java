package io.sealcopy.simulation;

import io.sealcopy.protocol.key.Direction;
import io.sealcopy.protocol.key.KeyDescription;
import io.sealcopy.protocol.key.KeyRecord;
import io.sealcopy.protocol.key.OpaqueBytes;
import io.sealcopy.protocol.key.Sha256;
import io.sealcopy.protocol.record.SealSuite;
import io.sealcopy.protocol.vendor.BindCopy;
import io.sealcopy.replicator.pair.PairOptions;
import java.util.List;

/** What {@code pair create} tells the remote. */
final class SimBinding {
  private SimBinding() {}

  static BindCopy of(Shape shape, SimMember member) {
    return new BindCopy(
        shape.group(),
        member.volumeId(),
        Direction.MAIN_TO_REMOTE,
        shape.epoch(),
        member.blockLength(),
        member.blocks(),
        shape.options().holes() == PairOptions.Holes.CLEAR
            ? BindCopy.Holes.CLEAR
            : BindCopy.Holes.SEALED);
  }

  static byte[] keyRecord(Shape shape) {
    OpaqueBytes some = OpaqueBytes.copyOf(new byte[] {1, 2, 3});
    KeyDescription key =
        new KeyDescription(
            shape.group(),
            Direction.MAIN_TO_REMOTE,
            shape.epoch(),
            shape.keyId(),
            Shape.GENERATION,
            0,
            SealSuite.AES_256_XTS.code(),
            0,
            Sha256.NONE);
    return new KeyRecord(
            key,
            List.of(new KeyRecord.Recipient(Sha256.hashOf(new byte[] {1}), some)),
            new KeyRecord.Signer(Sha256.hashOf(new byte[] {2}), some, 1),
            some)
        .encode();
  }
}
