package io.sealcopy.replicator.pair;

import io.sealcopy.storage.volume.Completion;
import io.sealcopy.storage.volume.RefusedWrite;
import io.sealcopy.storage.volume.Volume;
import io.sealcopy.storage.volume.VolumeFailure;
import io.sealcopy.storage.volume.VolumeView;
import io.sealcopy.storage.volume.WriteStream;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/**
 * The P-VOL of a pair as hosts see it: reads go straight to the volume, every change becomes an
 * event of its group and is complete when the group says so.
 */
public final class PairedVolume extends VolumeView {
  /** Told as BUSY: the host sends it again. */
  private static final VolumeFailure NO_ROOM =
      new VolumeFailure.Away("as much data of hosts is on its way through pairs as may be");

  private final int member;
  private final HostBuffers buffers;
  private final int atomicBytes;
  private final Consumer<HostChange> changes;
  private final Consumer<GroupEvent> group;
  private volatile boolean belowAnother;

  /**
   * @param volume the P-VOL; stays the caller's
   * @param member index of the volume in its group
   * @param recordBytes the data of one record at most
   * @param changes takes changes, from any thread
   * @param group takes other events, from any thread
   */
  public PairedVolume(
      Volume volume,
      int member,
      HostBuffers buffers,
      int recordBytes,
      Consumer<HostChange> changes,
      Consumer<GroupEvent> group) {
    super(volume);
    this.member = member;
    this.buffers = buffers;
    this.atomicBytes = recordBytes;
    this.changes = changes;
    this.group = group;
  }

  /**
   * Another pair is in front of this one: what comes has found room there, and is never refused for
   * want of memory here.
   */
  public void setBelowAnother(boolean value) {
    belowAnother = value;
  }

  private boolean scarce() {
    return buffers.scarce() && !belowAnother;
  }

  @Override
  public WriteStream openWrite(long lba, int blocks, boolean forceUnitAccess) {
    if (scarce()) {
      return new RefusedWrite(NO_ROOM);
    }
    HostBuffer data = buffers.take(blocks * geometry().blockLength());
    return new WriteStream() {
      @Override
      public void data(int offset, ByteBuffer bytes) {
        data.bytes().put(offset, bytes, bytes.position(), bytes.remaining());
        bytes.position(bytes.limit());
      }

      @Override
      public void finish(Completion completion) {
        changes.accept(
            new HostChange(
                HostChange.Kind.WRITE, member, lba, blocks, forceUnitAccess, data, completion));
      }

      @Override
      public void abort() {
        data.release();
      }
    };
  }

  /** One record at most: the copy has all of it or nothing, too. */
  @Override
  public int atomicBytes() {
    return Math.min(below().atomicBytes(), atomicBytes);
  }

  @Override
  public void writeAtomic(long lba, ByteBuffer data, Completion completion) {
    if (scarce()) {
      completion.done(NO_ROOM);
      return;
    }
    int length = data.remaining();
    HostBuffer copy = buffers.take(length);
    copy.bytes().put(0, data, data.position(), length);
    long blocks = length / geometry().blockLength();
    changes.accept(
        new HostChange(HostChange.Kind.WRITE_ATOMIC, member, lba, blocks, true, copy, completion));
  }

  @Override
  public void zero(long lba, long blocks, Completion completion) {
    changes.accept(
        new HostChange(HostChange.Kind.ZERO, member, lba, blocks, false, null, completion));
  }

  @Override
  public void unmap(long lba, long blocks, Completion completion) {
    changes.accept(
        new HostChange(HostChange.Kind.UNMAP, member, lba, blocks, false, null, completion));
  }

  @Override
  public void flush(Completion completion) {
    group.accept(new GroupEvent.HostFlush(completion));
  }
}
