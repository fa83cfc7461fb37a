package io.sealcopy.replicator.pair;

import io.sealcopy.storage.volume.Completion;
import io.sealcopy.storage.volume.VolumeFailure;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A host's change of the P-VOL on its way through the core: write, zero or unmap. */
public final class HostChange implements GroupEvent {
  /** What the host asked for. */
  public enum Kind {
    /** New content. */
    WRITE,
    /** New content, all of it or nothing. */
    WRITE_ATOMIC,
    /** Zeros, allocated. */
    ZERO,
    /** Zeros, deallocated. */
    UNMAP
  }

  private static final int SUBMITTED = 0;
  private static final int RETURNED = 1;
  private static final int DONE = 2;
  private static final VarHandle PHASE;

  static {
    try {
      PHASE = MethodHandles.lookup().findVarHandle(HostChange.class, "phase", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  final Kind kind;

  /** Index of the volume that it changes. */
  final int member;

  final long lba;
  final long blocks;
  final boolean forceUnitAccess;

  /** The new content; null unless a write. */
  final @Nullable HostBuffer data;

  private final Completion completion;

  /** Whether it becomes records; else its regions are dirty and the copier brings it. */
  boolean journalled;

  /** Of its last record, once it has some. */
  long lastSequence;

  @Nullable VolumeFailure failure;

  @SuppressWarnings("UnusedVariable") // through PHASE
  private volatile int phase;

  /**
   * @param member index of the volume in its group
   * @param data null unless a write; the core's, which releases it and may change it
   * @param completion told on the group thread
   */
  public HostChange(
      Kind kind,
      int member,
      long lba,
      long blocks,
      boolean forceUnitAccess,
      @Nullable HostBuffer data,
      Completion completion) {
    this.kind = kind;
    this.member = member;
    this.lba = lba;
    this.blocks = blocks;
    this.forceUnitAccess = forceUnitAccess;
    this.data = data;
    this.completion = completion;
  }

  /** The new content, position to limit, of a write. */
  ByteBuffer content() {
    return Objects.requireNonNull(data).bytes().duplicate();
  }

  int contentLength() {
    return data == null ? 0 : data.bytes().remaining();
  }

  /** Its data is needed no more. */
  void dataDone() {
    if (data != null) {
      data.release();
    }
  }

  void complete(@Nullable VolumeFailure outcome) {
    completion.done(outcome);
  }

  boolean overlaps(HostChange other) {
    return member == other.member && lba < other.lba + other.blocks && other.lba < lba + blocks;
  }

  /** Whether it is a write of the blocks behind another's. */
  boolean follows(HostChange other) {
    return data != null && member == other.member && lba == other.lba + other.blocks;
  }

  void submitting() {
    PHASE.setRelease(this, SUBMITTED);
  }

  /** The submitting call has returned: whether the volume was already done by then. */
  boolean returned() {
    return (int) PHASE.getAndSet(this, RETURNED) == DONE;
  }

  /** The volume is done: whether the submitting call had returned, so that an event is needed. */
  boolean done(@Nullable VolumeFailure outcome) {
    failure = outcome;
    return (int) PHASE.getAndSet(this, DONE) == RETURNED;
  }
}
