package io.sealcopy.target.scsi.copy;

import io.sealcopy.protocol.scsi.SenseData;
import org.jspecify.annotations.Nullable;

/** How far a copy has come. Written by the copy, read by any thread. */
public final class CopyProgress {
  /** Copy command status. SPC-4 §6.20.2. */
  public enum Status {
    IN_PROGRESS,
    COMPLETED,
    FAILED
  }

  private volatile Status status = Status.IN_PROGRESS;
  private volatile int segments;
  private volatile long bytes;
  private volatile @Nullable SenseData sense;

  public Status status() {
    return status;
  }

  /** Segments that are done. */
  public int segments() {
    return segments;
  }

  /** Bytes written. */
  public long bytes() {
    return bytes;
  }

  /** Why it failed; null when it has not. */
  public @Nullable SenseData sense() {
    return sense;
  }

  void moved(long total) {
    bytes = total;
  }

  void segmentsDone(int total) {
    segments = total;
  }

  void completed() {
    status = Status.COMPLETED;
  }

  void failed(SenseData why) {
    sense = why;
    status = Status.FAILED;
  }
}
