package io.sealcopy.target.remote;

import io.sealcopy.storage.file.StorageDirectory;
import io.sealcopy.storage.volume.VolumeGeometry;
import java.io.IOException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The take-over of one copy: who may ask for it, whether it has happened, what hosts have changed
 * since. It has happened when the copy's pair epoch is higher than any that a main centre named: so
 * one durable step fences the main centre and lets hosts write.
 */
final class TakeOver {
  /** Stands for a token where the centre itself, or its operator's API, decides. */
  static final long UNASKED = -1;

  private static final String CHANGES = "changed";

  private final StorageDirectory directory;
  private final VolumeGeometry geometry;
  private final LongSupplier random;
  private long token;
  private @Nullable HostChanges changes;
  private Optional<String> failure = Optional.empty();

  TakeOver(StorageDirectory directory, VolumeGeometry geometry, LongSupplier random) {
    this.directory = directory;
    this.geometry = geometry;
    this.random = random;
    this.token = draw();
  }

  private long draw() {
    long drawn = random.getAsLong() & Long.MAX_VALUE;
    return drawn == 0 ? 1 : drawn;
  }

  /** Whether a copy in this state was taken over. */
  static boolean happened(@Nullable CopyState state) {
    return state != null
        && state.epoch() > state.binding().pairEpoch()
        && state.nexus().stream().allMatch(nexus -> state.epoch() > nexus.pairEpoch());
  }

  /** The state of the same copy, taken over. */
  static CopyState after(CopyState before) {
    return new CopyState(before.binding(), before.epoch() + 1, before.nexus());
  }

  /** What the next TAKE OVER must name. */
  long token() {
    return token;
  }

  /** A token as people see it: 16 hexadecimal digits. */
  static String text(long token) {
    return HexFormat.of().toHexDigits(token);
  }

  /** Whether {@code shown} is the token, which then is used up. */
  boolean admits(long shown) {
    if (shown != UNASKED && shown != token) {
      return false;
    }
    token = draw();
    return true;
  }

  /** Before the state says so: from here on no change of a host is forgotten. */
  void begin() throws IOException {
    close();
    changes = HostChanges.create(directory.open(CHANGES), geometry, random.getAsLong());
  }

  /** At a start, of a copy that was taken over. */
  void resume() {
    try {
      changes = HostChanges.open(directory.open(CHANGES), geometry, random.getAsLong());
    } catch (IOException e) {
      failure = Optional.of("what hosts have changed cannot be kept: " + e.getMessage());
    }
  }

  /** Why hosts may not write although the copy is this centre's own. */
  Optional<String> failure() {
    return failure;
  }

  /** A host is about to change the blocks; durable after {@link #persist}. */
  void mark(long lba, int blocks) {
    HostChanges open = changes;
    if (open == null) {
      throw new IllegalStateException("a host's write to a copy that was not taken over");
    }
    open.mark(lba, blocks);
  }

  /** Before anything marked may be acknowledged. */
  void persist() throws IOException {
    if (changes != null) {
      changes.persist();
    }
  }

  /** What hosts have changed since the take-over; null before it. */
  @Nullable HostChanges changes() {
    return changes;
  }

  static void forget(StorageDirectory directory) throws IOException {
    directory.delete(CHANGES);
  }

  void close() throws IOException {
    if (changes != null) {
      changes.close();
      changes = null;
    }
  }
}
