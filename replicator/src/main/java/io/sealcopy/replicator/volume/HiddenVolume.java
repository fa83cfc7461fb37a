package io.sealcopy.replicator.volume;

import io.sealcopy.storage.volume.Completion;
import io.sealcopy.storage.volume.ReadOnlyVolume;
import io.sealcopy.storage.volume.Volume;
import java.nio.ByteBuffer;

/** A volume as an initiator that is not its host meets it: nothing can be read or changed. */
public final class HiddenVolume extends ReadOnlyVolume {
  public HiddenVolume(String name, Volume volume) {
    super(volume, "volume " + name + ": this initiator has no role on it");
  }

  @Override
  public void read(long lba, ByteBuffer destination, Completion completion) {
    completion.done(refusal());
  }

  @Override
  public void flush(Completion completion) {
    completion.done(refusal());
  }

  @Override
  public long mappedRun(long lba, long blocks) {
    return blocks;
  }
}
