package io.sealcopy.target.scsi;

import io.sealcopy.storage.volume.WriteStream;

/** What a command does once the pipeline has let it pass. */
public sealed interface CommandBody {
  /** Runs when all of its parameter data, if any, has been gathered. */
  @FunctionalInterface
  non-sealed interface Execute extends CommandBody {
    /** The outcome, or {@link Outcome.Later} when the context will be told. */
    Outcome execute(CommandContext context);
  }

  /** Takes its Data-Out slice by slice; called in the order in which the commands came. */
  @FunctionalInterface
  non-sealed interface Stream extends CommandBody {
    /**
     * Opens the stream for {@link CommandContext#streamBlocks()} blocks; where a command's data is
     * no blocks, for {@link CommandContext#dataOutLength()} bytes.
     */
    WriteStream open(CommandContext context);
  }
}
