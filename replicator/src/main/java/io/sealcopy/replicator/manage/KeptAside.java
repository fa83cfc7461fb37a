package io.sealcopy.replicator.manage;

import io.sealcopy.protocol.Crc32c;
import io.sealcopy.replicator.pair.PairFault;
import io.sealcopy.replicator.pair.Unshipped;
import io.sealcopy.storage.file.StorageDirectory;
import io.sealcopy.storage.file.StorageFile;
import io.sealcopy.storage.volume.Volume;
import io.sealcopy.storage.volume.VolumeFailure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/**
 * What the copy of a fenced pair lacks, kept in a file of its own ({@code
 * protocol/spec/kept-aside.md}) before anybody may write over it.
 */
final class KeptAside {
  static final int HEADER_BYTES = 64;
  static final int PIECE_BYTES = 48;
  private static final byte[] MAGIC = "SCKEPTAS".getBytes(StandardCharsets.US_ASCII);
  private static final int PIECE_DATA = 1 << 20;

  private final StorageFile file;
  private long end;
  private long pieces;

  private KeptAside(StorageFile file) {
    this.file = file;
  }

  /**
   * Keeps what a fenced pair had not shipped.
   *
   * @return a half sentence that says where it is; empty when the pair is not fenced, or nothing is
   *     left
   * @throws IOException when it cannot be kept: then the pair must stay
   */
  static String whenFenced(StorageDirectory directory, Pair pair) throws IOException {
    PairFault fault = pair.loop().query().join().fault();
    if (fault == null || fault.reason() != PairFault.Reason.FENCED) {
      return "";
    }
    UnshippedView view = UnshippedView.of(pair);
    if (view.unshipped().isEmpty()) {
      return "; its copy lacked nothing";
    }
    Instant now = Instant.now();
    String name =
        "%s-e%d-%d"
            .formatted(pair.definition().name(), pair.definition().pairEpoch(), now.toEpochMilli());
    List<Volume> volumes = pair.volumes().stream().map(ServedVolume::raw).toList();
    try (StorageFile file = directory.open(name)) {
      new KeptAside(file).write(view, volumes, now.toEpochMilli());
    }
    return "; %d bytes that its copy lacked are kept in kept/%s"
        .formatted(view.unshipped().bytes(), name);
  }

  private void write(UnshippedView view, List<Volume> volumes, long now) throws IOException {
    PairDefinition pair = view.definition();
    put(header(pair.groupId(), pair.pairEpoch(), now, view.unshipped().oldestMillis()));
    for (Unshipped.Range range : view.unshipped().ranges()) {
      Volume volume = volumes.get(range.member());
      int most = PIECE_DATA / volume.geometry().blockLength();
      for (long done = 0; done < range.blocks(); done += most) {
        int blocks = (int) Math.min(most, range.blocks() - done);
        piece(pair.members().get(range.member()).volumeId(), volume, range.lba() + done, blocks);
      }
    }
    file.sync();
    // Last: a file without its end is not whole.
    put(pieceHeader(new UUID(0, 0), pieces, 0, 0, ByteBuffer.allocate(0)));
    file.sync();
  }

  private void piece(UUID volumeId, Volume volume, long lba, int blocks) throws IOException {
    int blockLength = volume.geometry().blockLength();
    ByteBuffer data = ByteBuffer.allocateDirect(blocks * blockLength);
    CompletableFuture<Optional<VolumeFailure>> read = new CompletableFuture<>();
    volume.read(lba, data.duplicate(), failure -> read.complete(Optional.ofNullable(failure)));
    Optional<VolumeFailure> failure = read.join();
    if (failure.isPresent()) {
      throw new IOException(
          "block %d cannot be kept aside: %s".formatted(lba, failure.get().message()));
    }
    put(pieceHeader(volumeId, lba, blocks, blockLength, data.duplicate()));
    put(data);
    pieces++;
  }

  private void put(ByteBuffer bytes) throws IOException {
    int length = bytes.remaining();
    file.write(bytes, end);
    end += length;
  }

  static ByteBuffer header(UUID group, long epoch, long now, long oldest) {
    ByteBuffer to = ByteBuffer.allocate(HEADER_BYTES);
    to.put(MAGIC).putShort((short) 1).putShort((short) 0).putInt(0);
    to.putLong(group.getMostSignificantBits()).putLong(group.getLeastSignificantBits());
    to.putLong(epoch).putLong(now).putLong(oldest).putInt(0);
    return to.putInt(Crc32c.of(to.slice(0, HEADER_BYTES - 4))).flip();
  }

  static ByteBuffer pieceHeader(
      UUID volume, long lba, int blocks, int blockLength, ByteBuffer data) {
    ByteBuffer to = ByteBuffer.allocate(PIECE_BYTES);
    to.putLong(volume.getMostSignificantBits()).putLong(volume.getLeastSignificantBits());
    to.putLong(lba).putInt(blocks).putInt(blockLength).putInt(data.remaining()).putInt(0);
    to.putInt(Crc32c.of(data));
    return to.putInt(Crc32c.of(to.slice(0, PIECE_BYTES - 4))).flip();
  }
}
