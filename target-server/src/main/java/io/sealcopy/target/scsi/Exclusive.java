package io.sealcopy.target.scsi;

import io.sealcopy.storage.volume.Completion;
import io.sealcopy.storage.volume.Volume;
import io.sealcopy.storage.volume.VolumeFailure;
import io.sealcopy.target.scsi.ranges.BlockRanges;
import io.sealcopy.target.scsi.ranges.Hold;
import org.jspecify.annotations.Nullable;

/**
 * A command that has its blocks alone, so that what it reads and what it writes is one
 * uninterrupted sequence for everybody else. As a {@link Completion} it ends the command.
 */
public final class Exclusive extends Hold implements Completion {
  /** What such a command does. */
  @FunctionalInterface
  public interface Body {
    /** Begins; {@link Exclusive#end} or {@link Exclusive#done} is called once, on any thread. */
    void begin(Exclusive held);
  }

  private final CommandContext context;
  private final BlockRanges ranges;
  private final Body body;

  private Exclusive(CommandContext context, Body body) {
    this.context = context;
    this.ranges = context.unit().ranges();
    this.body = body;
    cover(context.lba(), context.blocks());
  }

  /** Runs {@code body} as soon as nobody else uses the blocks that the CDB names. */
  public static Outcome run(CommandContext context, Body body) {
    Exclusive held = new Exclusive(context, body);
    held.ranges.runAlone(held);
    return Outcome.LATER;
  }

  /** The volume as the nexus sees it, without the guard that would wait for this command. */
  public Volume volume() {
    return context.view();
  }

  @Override
  protected void entered() {
    body.begin(this);
  }

  @Override
  public void done(@Nullable VolumeFailure failure) {
    end(failure == null ? Outcome.GOOD : SenseMapper.outcome(failure));
  }

  /** Ends the command and lets others at the blocks. */
  public void end(Outcome outcome) {
    ranges.leave(this);
    context.complete(outcome);
  }
}
