package io.sealcopy.target.remote;

import io.sealcopy.config.Role;
import io.sealcopy.protocol.record.RecordHeader;
import io.sealcopy.storage.volume.Completion;
import io.sealcopy.storage.volume.RefusedWrite;
import io.sealcopy.storage.volume.Volume;
import io.sealcopy.storage.volume.VolumeFailure;
import io.sealcopy.storage.volume.VolumeGeometry;
import io.sealcopy.storage.volume.VolumeTraits;
import io.sealcopy.storage.volume.WriteStream;
import java.nio.ByteBuffer;

/**
 * A copy as one nexus meets it: a main centre writes ciphertext, a decryptor writes what was handed
 * out to it, others read. What is acknowledged is in place, so reads go straight to the blocks.
 */
final class CopyView implements Volume {
  private static final VolumeFailure NO_MEMORY =
      new VolumeFailure.Away(
          "the writes of the group, or of its main centre, hold all the memory that they may");

  private final SealedCopy copy;
  private final Volume base;
  private final CopyNexus nexus;
  private final VolumeTraits traits;
  private final VolumeTraits protectedTraits;

  CopyView(SealedCopy copy, Volume base, CopyNexus nexus) {
    this.copy = copy;
    this.base = base;
    this.nexus = nexus;
    VolumeTraits under = base.traits();
    this.traits = traits(under, false);
    this.protectedTraits = traits(under, true);
  }

  private static VolumeTraits traits(VolumeTraits under, boolean writeProtected) {
    // An acknowledged write is durable in the receive journal: no volatile cache to declare.
    return new VolumeTraits(
        under.id(), under.incarnation(), under.keepsContents(), writeProtected, false, false);
  }

  /** A host of a copy that was taken over. A decryptor never is: its writes may come too late. */
  private boolean isWritingHost() {
    return copy.isTakenOver()
        && nexus.has(Role.HOST)
        && !nexus.has(Role.DECRYPTOR)
        && nexus.opening() == 0;
  }

  private boolean isMainCentre() {
    return nexus.has(Role.REPLICATION) && (nexus.opening() != 0 || !nexus.has(Role.DECRYPTOR));
  }

  SealedCopy copy() {
    return copy;
  }

  CopyNexus nexus() {
    return nexus;
  }

  @Override
  public VolumeGeometry geometry() {
    return base.geometry();
  }

  @Override
  public VolumeTraits traits() {
    boolean writes = nexus.has(Role.REPLICATION) || nexus.has(Role.DECRYPTOR) || isWritingHost();
    return writes ? traits : protectedTraits;
  }

  @Override
  public void read(long lba, ByteBuffer destination, Completion completion) {
    if (nexus.roles().isEmpty()) {
      completion.done(new VolumeFailure.Protected("no role on copy " + copy.name()));
      return;
    }
    base.read(lba, destination, completion);
  }

  @Override
  public WriteStream openWrite(long lba, int blocks, boolean forceUnitAccess) {
    long length = (long) blocks * geometry().blockLength();
    if (length > RecordHeader.MAX_DATA) {
      return refused("a write of " + length + " bytes is longer than 256 KiB");
    }
    boolean host = isWritingHost();
    boolean replication = !host && isMainCentre();
    if (!copy.isServing()) {
      return new RefusedWrite(LateEvents.AWAY);
    }
    if (!host && !replication && !nexus.has(Role.DECRYPTOR)) {
      return refused("copy " + copy.name() + " is written by its main centre only");
    }
    CopyGroup group = copy.group();
    if (group == null) {
      return refused("copy " + copy.name() + " is not bound");
    }
    BlockBuffer buffer = group.buffers().take((int) length);
    if (replication) {
      return buffer == null ? new LostStream() : new ReplicationStream(lba, buffer);
    }
    if (buffer == null) {
      return new RefusedWrite(NO_MEMORY);
    }
    return host ? new HostStream(lba, buffer) : new DecryptorStream(lba, buffer);
  }

  @Override
  public void zero(long lba, long blocks, Completion completion) {
    if (isWritingHost()) {
      new ZeroWrites(this, lba, blocks, completion).next();
    } else if (isMainCentre() && copy.group() != null) {
      long opening = nexus.opening();
      nexus
          .writes()
          .next()
          .ready(() ->
              copy.post(
                  new CopyEvent.ReplicationZeros(copy.member(), opening, lba, blocks, completion)));
    } else if (!copy.isServing()) {
      completion.done(LateEvents.AWAY);
    } else {
      completion.done(new VolumeFailure.Protected("a copy takes WRITE commands only"));
    }
  }

  @Override
  public void unmap(long lba, long blocks, Completion completion) {
    zero(lba, blocks, completion);
  }

  @Override
  public void flush(Completion completion) {
    completion.done(null); // every acknowledged write is durable
  }

  @Override
  public long mappedRun(long lba, long blocks) {
    return blocks;
  }

  @Override
  public void close() {}

  private static WriteStream refused(String why) {
    return new RefusedWrite(new VolumeFailure.Protected(why));
  }

  /** Collects the data of a write. */
  private abstract static class Collected implements WriteStream {
    final long lba;
    final BlockBuffer buffer;

    Collected(long lba, BlockBuffer buffer) {
      this.lba = lba;
      this.buffer = buffer;
    }

    @Override
    public final void data(int offset, ByteBuffer bytes) {
      int length = bytes.remaining();
      buffer.bytes().put(offset, bytes, bytes.position(), length);
      bytes.position(bytes.position() + length);
    }
  }

  /** A write for which there is no memory; in its turn it ends the nexus, as any refused one. */
  private final class LostStream implements WriteStream {
    private final long opening = nexus.opening();
    private final WriteOrder.Place place = nexus.writes().next();

    @Override
    public void data(int offset, ByteBuffer bytes) {
      bytes.position(bytes.limit());
    }

    @Override
    public void finish(Completion completion) {
      place.ready(
          () -> copy.post(new CopyEvent.WriteLost(copy.member(), opening, NO_MEMORY, completion)));
    }

    @Override
    public void abort() {
      place.ready(() -> {});
    }
  }

  /** Takes its turn among the writes of this nexus. */
  private final class ReplicationStream extends Collected {
    private final long opening = nexus.opening();
    private final WriteOrder.Place place = nexus.writes().next();

    ReplicationStream(long lba, BlockBuffer buffer) {
      super(lba, buffer);
    }

    @Override
    public void finish(Completion completion) {
      buffer.sum(geometry().blockLength());
      place.ready(() ->
          copy.post(
              new CopyEvent.ReplicationWrite(copy.member(), opening, lba, buffer, completion)));
    }

    @Override
    public void abort() {
      place.ready(buffer::release);
    }
  }

  /** The core decides whether the copy is this centre's own. */
  private final class HostStream extends Collected {
    HostStream(long lba, BlockBuffer buffer) {
      super(lba, buffer);
    }

    @Override
    public void finish(Completion completion) {
      buffer.sum(geometry().blockLength());
      copy.post(new CopyEvent.HostWrite(copy.member(), nexus.id(), lba, buffer, completion));
    }

    @Override
    public void abort() {
      buffer.release();
    }
  }

  /** The core decides whether the blocks are still handed out. */
  private final class DecryptorStream extends Collected {
    DecryptorStream(long lba, BlockBuffer buffer) {
      super(lba, buffer);
    }

    @Override
    public void finish(Completion completion) {
      buffer.sum(geometry().blockLength());
      copy.post(new CopyEvent.DecryptorWrite(copy.member(), nexus.id(), lba, buffer, completion));
    }

    @Override
    public void abort() {
      buffer.release();
    }
  }
}
