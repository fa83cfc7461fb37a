package io.sealcopy.simulation;

import io.sealcopy.replicator.pair.GroupEvent;
import io.sealcopy.replicator.pair.HostBuffer;
import io.sealcopy.replicator.pair.HostBuffers;
import io.sealcopy.replicator.pair.HostChange;
import io.sealcopy.replicator.pair.PairOptions;
import io.sealcopy.replicator.pair.PairOptions.Fence;
import io.sealcopy.replicator.pair.PairOptions.Mode;
import io.sealcopy.replicator.pair.PairOptions.WhenFenced;
import io.sealcopy.replicator.pair.PairOptions.WhenFull;
import io.sealcopy.storage.volume.VolumeFailure;
import java.nio.ByteBuffer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Hosts: they write, zero, unmap and flush, and remember what they were promised. */
final class SimHost {
  private static final int MOST_OUTSTANDING = 64;

  private final Shape shape;
  private final SimMain main;
  private final History history;
  private final RandomGenerator random;
  private final HostBuffers buffers = new HostBuffers(1 << 20, 1 << 28);
  private final Trace trace;
  private final Registers registers;
  private long nextStamp;
  private int outstanding;
  private int told;

  SimHost(Shape shape, SimMain main, History history, RandomGenerator random, Trace trace) {
    this.shape = shape;
    this.main = main;
    this.history = history;
    this.random = random;
    this.nextStamp = shape.firstStamp();
    this.trace = trace;
    this.registers = new Registers(shape.blocks());
  }

  /** How many commands are not answered. */
  int outstanding() {
    return outstanding;
  }

  /**
   * The main centre is back.
   *
   * @param left of its P-VOL
   * @param restored it is as it was once: nothing is promised
   */
  void restart(long[] left, boolean power, boolean restored) {
    outstanding = 0;
    told = 0;
    if (restored) {
      registers.restored(left);
    } else {
      registers.restart(left, power);
    }
  }

  /** What the P-VOL holds before its first host comes. */
  void begin(long[] stamps) {
    registers.begin(stamps);
  }

  /** Gives one command to the main centre, which must be up. */
  void step() {
    if (outstanding >= MOST_OUTSTANDING) {
      return;
    }
    outstanding++;
    if (random.nextInt(10) == 0) {
      flush();
      return;
    }
    SimMember member = shape.anyMember(random);
    int blocks = 1 + random.nextInt(Math.min(shape.maxBlocks(), member.blocks()));
    // Hosts write where they wrote before: overlaps matter.
    int range = random.nextInt(4) > 0 ? shape.hotBlocks() : member.blocks();
    long lba = Math.min(random.nextInt(range), member.blocks() - blocks);
    switch (random.nextInt(8)) {
      case 0 -> change(HostChange.Kind.ZERO, member, lba, blocks, Stamps.ZEROS, null);
      case 1 -> change(HostChange.Kind.UNMAP, member, lba, blocks, Stamps.ZEROS, null);
      default -> {
        long stamp = nextStamp++;
        HostBuffer data = buffers.take(blocks * member.blockLength());
        ByteBuffer content = data.bytes().duplicate();
        for (int i = 0; i < blocks; i++) {
          Stamps.fill(content, member.blockLength(), member.first() + lba + i, stamp);
        }
        change(HostChange.Kind.WRITE, member, lba, blocks, stamp, data);
      }
    }
  }

  private void change(
      HostChange.Kind kind,
      SimMember member,
      long lba,
      int blocks,
      long stamp,
      @Nullable HostBuffer data) {
    boolean forced = random.nextInt(8) == 0;
    trace.note(
        "host:", kind, member.index(), lba, "x", blocks, "stamp", stamp, forced ? "forced" : "");
    Registers.Change change = registers.submitted(member.first() + lba, blocks, stamp, forced);
    int life = main.life();
    main.post(
        new HostChange(
            kind,
            member.index(),
            lba,
            blocks,
            forced,
            data,
            failure -> {
              if (answered(life, failure)) {
                registers.acknowledged(change);
                told = Math.max(told, history.momentOfStamp(stamp));
              }
            }));
  }

  private void flush() {
    int[] before = registers.flushing();
    int life = main.life();
    main.post(
        new GroupEvent.HostFlush(failure -> {
          if (answered(life, failure)) {
            registers.flushed(before);
          }
        }));
  }

  private boolean answered(int life, @Nullable VolumeFailure failure) {
    if (life != main.life()) {
      return false;
    }
    outstanding--;
    if (failure != null) {
      RuleBroken.unless(mayFail(failure), "a host's command failed: " + failure);
      trace.meet("host is told " + failure.getClass().getSimpleName());
    }
    return failure == null;
  }

  private boolean mayFail(VolumeFailure failure) {
    PairOptions options = shape.options();
    boolean fenced = options.mode() == Mode.SYNC && options.fence() != Fence.NEVER;
    return switch (failure) {
      case VolumeFailure.Protected _ ->
          fenced || (options.whenFenced() == WhenFenced.REFUSE && main.isFenced());
      case VolumeFailure.Away(String why) ->
          fenced || options.whenFull() == WhenFull.WAIT || why.endsWith("is stopping");
      case VolumeFailure.OutOfSpace _, VolumeFailure.ReadFailed _, VolumeFailure.WriteFailed _ ->
          false;
    };
  }

  /** The moment of the history from which on nothing is missing that hosts were told is done. */
  int told() {
    return told;
  }
}
