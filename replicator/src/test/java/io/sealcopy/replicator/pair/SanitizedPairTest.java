package io.sealcopy.replicator.pair;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.protocol.scsi.Cdb;
import io.sealcopy.replicator.volume.SwitchableVolume;
import io.sealcopy.storage.volume.MemoryVolume;
import io.sealcopy.storage.volume.Volume;
import io.sealcopy.storage.volume.VolumeGeometry;
import io.sealcopy.target.scsi.CommandContext;
import io.sealcopy.target.scsi.CommandPipeline;
import io.sealcopy.target.scsi.CommandTable;
import io.sealcopy.target.scsi.LogicalUnit;
import io.sealcopy.target.scsi.Nexus;
import io.sealcopy.target.scsi.NexusId;
import io.sealcopy.target.scsi.Outcome;
import io.sealcopy.target.scsi.ScsiTarget;
import io.sealcopy.target.scsi.TaskControl;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** SANITIZE of a P-VOL: no block changes but through the pair. */
class SanitizedPairTest {
  private static final int BLOCKS = 2048;

  private final MemoryVolume volume =
      new MemoryVolume(new UUID(1, 2), new UUID(3, 4), new VolumeGeometry(512, BLOCKS));
  private final List<String> changes = new ArrayList<>();
  private final SwitchableVolume served = new SwitchableVolume(volume);

  /** A group that only takes down what it is given; the volume below never changes. */
  private void group(GroupEvent event) {
    switch (event) {
      case HostChange change -> {
        changes.add(change.kind + " " + change.lba + "+" + change.blocks);
        change.complete(null);
      }
      case GroupEvent.HostFlush(var completion) -> {
        changes.add("FLUSH");
        completion.done(null);
      }
      default -> throw new IllegalStateException("unexpected " + event);
    }
  }

  private @Nullable Outcome sanitize() {
    LogicalUnit unit = LogicalUnit.of(served);
    ScsiTarget target = new ScsiTarget("iqn.x", 1, false, Map.of(0, unit));
    NexusId id = new NexusId("iqn.host", new io.sealcopy.protocol.iscsi.Isid(1), target.name(), 1);
    Nexus nexus = new Nexus(id, 1, Optional.empty(), TaskControl.NONE);
    target.attach(nexus);
    Command command = new Command(nexus);
    Outcome outcome = new CommandPipeline(CommandTable.STANDARD).begin(command);
    return outcome instanceof Outcome.Later ? command.ended : outcome;
  }

  @Test
  void everyBlockGoesThroughThePair() {
    var stream = volume.openWrite(0, BLOCKS, false);
    stream.data(0, ByteBuffer.allocate(512 * BLOCKS));
    stream.finish(_ -> {});
    Volume paired =
        new PairedVolume(volume, 0, new HostBuffers(0, 1 << 28), 1 << 20, this::group, this::group);
    assertThat(served.switchTo(paired)).isDone();
    assertThat(sanitize()).isEqualTo(Outcome.GOOD);
    assertThat(changes)
        .containsExactly(
            "WRITE 0+512",
            "WRITE 512+512",
            "WRITE 1024+512",
            "WRITE 1536+512",
            "FLUSH",
            "UNMAP 0+2048",
            "FLUSH");
  }

  private static final class Command extends CommandContext {
    private final Nexus nexus;
    private @Nullable Outcome ended;

    Command(Nexus nexus) {
      this.nexus = nexus;
      start(Cdb.of((byte) 0x48, (byte) 0x02), 0, 0);
    }

    @Override
    public ByteBuffer dataIn(int length) {
      return ByteBuffer.allocate(length);
    }

    @Override
    public ByteBuffer scratch(int length) {
      return ByteBuffer.allocate(length);
    }

    @Override
    public void nextTurn(Runnable next) {
      next.run();
    }

    @Override
    public boolean aborted() {
      return false;
    }

    @Override
    public void complete(Outcome outcome) {
      ended = outcome;
    }

    @Override
    public Nexus session() {
      return nexus;
    }

    @Override
    public CommandTable table() {
      return CommandTable.STANDARD;
    }
  }
}
