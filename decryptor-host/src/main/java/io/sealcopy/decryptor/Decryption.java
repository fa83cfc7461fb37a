package io.sealcopy.decryptor;

import io.sealcopy.crypto.Credential;
import io.sealcopy.initiator.InitiatorOptions;
import io.sealcopy.initiator.IscsiUrl;
import io.sealcopy.protocol.key.Sha256;
import io.sealcopy.protocol.vendor.CopyStatus;
import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.LongConsumer;

/** Decrypts one copy from login to logout; blocks the calling thread, which is the core's. */
public final class Decryption {
  private final IscsiUrl url;
  private final InitiatorOptions options;
  private final Credential recipient;
  private final Sha256 pinnedSigner;
  private final Settings settings;

  /**
   * How hard to try.
   *
   * @param inFlightBytes read and not yet written back at most, at least one chunk
   * @param chunkBytes bytes per read and write, a multiple of the block length
   * @param patience how long a lost copy is tried again
   * @param maxIdleRounds see {@link DecryptLimits}
   */
  public record Settings(long inFlightBytes, int chunkBytes, Duration patience, int maxIdleRounds) {
    /** 4 MiB in flight in chunks of 256 KiB, a minute of patience. */
    public static final Settings DEFAULT =
        new Settings(4L << 20, 256 * 1024, Duration.ofMinutes(1), 20);
  }

  /** Which copy, and with whose keys. */
  public Decryption(
      IscsiUrl url,
      InitiatorOptions options,
      Credential recipient,
      Sha256 pinnedSigner,
      Settings settings) {
    this.url = url;
    this.options = options;
    this.recipient = recipient;
    this.pinnedSigner = pinnedSigner;
    this.settings = settings;
  }

  /**
   * Runs until the table is empty or the core gives up.
   *
   * @param session logged in at {@link #url}; closed at the end, or replaced when it is lost
   * @param status what the copy says of itself, bound to a pair
   * @param bytesDone told after every event that turned bytes into plaintext
   */
  public DecryptResult run(CopySession session, CopyStatus status, LongConsumer bytesDone)
      throws InterruptedException {
    CopyStatus.Binding binding = status.binding().orElseThrow();
    KeyRing keys =
        new KeyRing(
            new KeyRing.Copy(
                binding.groupId(), binding.volumeId(), binding.direction(), status.blockLength()),
            recipient,
            pinnedSigner);
    LinkedBlockingQueue<DecryptEvent> events = new LinkedBlockingQueue<>();
    try (ScsiCopyPort port =
        new ScsiCopyPort(session, url, options, settings.patience(), status, keys, events::add)) {
      DecryptCore core = new DecryptCore(port, keys, limits(status));
      long reported = 0;
      core.apply(new DecryptEvent.Start());
      while (core.result().isEmpty()) {
        core.apply(events.take());
        if (core.blocksDone() > reported) {
          bytesDone.accept((core.blocksDone() - reported) * status.blockLength());
          reported = core.blocksDone();
        }
      }
      return core.result().get();
    }
  }

  private DecryptLimits limits(CopyStatus status) {
    int chunkBlocks = Math.max(1, settings.chunkBytes() / status.blockLength());
    int window = Math.clamp(settings.inFlightBytes() / settings.chunkBytes(), 1, 1024);
    return new DecryptLimits(
        status.blockLength(), status.blockCount(), chunkBlocks, window, settings.maxIdleRounds());
  }
}
