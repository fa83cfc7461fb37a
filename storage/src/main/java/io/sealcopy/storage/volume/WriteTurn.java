package io.sealcopy.storage.volume;

import io.sealcopy.storage.file.GatheredWrite;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What a thread does with all that it was given at once: writes to a file, each whole and behind
 * the other, are gathered into one, made when the turn ends, when another operation of that thread
 * comes to the volume, or when a write comes that is not behind the last. Each is told its own end,
 * after it was made. Belongs to its thread.
 */
public final class WriteTurn {
  private static final ThreadLocal<WriteTurn> TURNS = ThreadLocal.withInitial(WriteTurn::new);

  private final GatheredWrite gathered = new GatheredWrite();
  private final @Nullable Completion[] completions = new Completion[GatheredWrite.MOST];
  private final @Nullable VolumeFailure[] failures = new VolumeFailure[GatheredWrite.MOST];
  private @Nullable FileVolume volume;
  private long position;
  private long end;
  private int depth;
  private boolean telling;

  private WriteTurn() {}

  /**
   * Begins a turn of the calling thread, or one within another. Until {@link #end}, which must
   * follow, bytes given to {@link WriteStream#all} must stay where they are.
   */
  public static WriteTurn begin() {
    WriteTurn turn = TURNS.get();
    turn.depth++;
    return turn;
  }

  /** The calling thread's. */
  static WriteTurn current() {
    return TURNS.get();
  }

  /** Makes what was gathered. */
  public void end() {
    try {
      settle();
    } finally {
      depth--;
    }
  }

  /** Whether something is gathered. */
  public boolean pending() {
    return volume != null;
  }

  /** Makes what was gathered, before something that must not overtake it. */
  void settle() {
    FileVolume to = volume;
    if (to != null && !telling) {
      telling = true;
      try {
        make(to);
      } finally {
        telling = false;
      }
    }
  }

  /** Whether writes may be gathered now: within a turn, and not by those that are being told. */
  boolean open() {
    return depth > 0 && !telling;
  }

  /** The next of {@link #gathered}'s places, for bytes that go to {@code at}. */
  void add(FileVolume to, long at, ByteBuffer bytes, Completion told) {
    if (volume != null && (volume != to || at != end || gathered.count() == GatheredWrite.MOST)) {
      settle();
    }
    if (volume == null) {
      volume = to;
      position = at;
      end = at;
    }
    completions[gathered.count()] = told;
    end += bytes.remaining();
    gathered.add(bytes);
  }

  private void make(FileVolume to) {
    int count = gathered.count();
    try {
      to.write(gathered, position, failures);
    } finally {
      gathered.clear();
      volume = null;
      tell(0, count);
    }
  }

  /** A fault in one command must not keep the others waiting for ever. */
  private void tell(int from, int count) {
    for (int i = from; i < count; i++) {
      Completion told = completions[i];
      VolumeFailure failure = failures[i];
      completions[i] = null;
      failures[i] = null;
      boolean returned = false;
      try {
        if (told != null) {
          told.done(failure);
        }
        returned = true;
      } finally {
        if (!returned) {
          tell(i + 1, count);
        }
      }
    }
  }
}
