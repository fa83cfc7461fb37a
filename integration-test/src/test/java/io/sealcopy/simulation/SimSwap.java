package io.sealcopy.simulation;

import io.sealcopy.protocol.vendor.DiffersPage;
import io.sealcopy.replicator.pair.SwapRegions;
import io.sealcopy.replicator.pair.Unshipped;
import io.sealcopy.storage.sim.PowerCut;
import io.sealcopy.storage.sim.SimDisk;
import io.sealcopy.target.remote.CopyStore;
import io.sealcopy.target.remote.CopySwap;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.UUID;
import java.util.random.RandomGenerator;

/**
 * What the two commands of a swap do to the disks of both centres, with crashes between any two
 * changes: the P-VOLs become copies, and the copies that were taken over P-VOLs.
 */
final class SimSwap {
  /** What a volume that is served from a file has for its incarnation. */
  private static final UUID INCARNATION = new UUID(3, 3);

  private final Shape shape;
  private final SimDisk former;
  private final SimDisk latter;
  private final RandomGenerator random;
  private final Trace trace;
  private final PlantedBug bug;

  /**
   * @param former the disk of the centre that was the main centre
   * @param latter that of the one that will be
   */
  SimSwap(
      Shape shape,
      SimDisk former,
      SimDisk latter,
      RandomGenerator random,
      Trace trace,
      PlantedBug bug) {
    this.shape = shape;
    this.former = former;
    this.latter = latter;
    this.random = random;
    this.trace = trace;
    this.bug = bug;
  }

  /** Power may go during one of the next changes of a disk. */
  private void endanger(SimDisk disk) {
    if (random.nextBoolean()) {
      disk.cutPowerAtChange(1 + random.nextInt(12));
    }
  }

  private static void calm(SimDisk disk) {
    disk.cutPowerAtChange(Long.MAX_VALUE / 2);
  }

  /** {@code pair swap} at the main centre, as often as it takes. */
  void away(Simulation run, SimMain main, Ending ending) throws IOException {
    while (isThere()) {
      try {
        endanger(former);
        storePages(main.unshipped());
        main.stop();
        retire();
      } catch (PowerCut _) {
        trace.meet("a crash while a swap ends the pair");
        run.crashMain(random.nextBoolean());
        if (isThere()) {
          ending.goOn();
        }
      }
      calm(former);
    }
    retire();
  }

  private void storePages(Unshipped unshipped) throws IOException {
    for (SimMember member : shape.members()) {
      BitSet differs = SwapRegions.differing(unshipped, member.index(), member.blockLength());
      CopySwap.store(
          former.root(),
          member.copy(),
          new DiffersPage(
              shape.group(),
              member.volumeId(),
              INCARNATION,
              shape.epoch(),
              member.blockLength(),
              member.blocks(),
              differs));
    }
  }

  private void retire() throws IOException {
    SimFiles.retire(former.root());
  }

  private boolean isThere() throws IOException {
    return SimFiles.isPair(former.root());
  }

  /**
   * {@code pair create --swap}: reads where the others differ, binds them, and makes the pair.
   *
   * @param changed whether hosts have changed a copy since the take-over; none has more than one
   *     region of that size
   * @param remote of the pair that is made, on the disk of the centre that was the main centre
   */
  void create(Shape back, List<Boolean> changed, SimRemote remote) throws IOException {
    BitSet dirty = new BitSet();
    for (SimMember member : shape.members()) {
      BitSet own = new BitSet();
      own.set(0, changed.get(member.index()) ? 1 : 0);
      BitSet regions = SwapRegions.toCopy(own, page(member));
      if (bug == PlantedBug.SWAP_FORGETS_WHAT_DIFFERED ? !own.isEmpty() : !regions.isEmpty()) {
        dirty.set(
            member.firstRegion(),
            member.firstRegion() + shape.parameters().regionCount(member.geometry()));
      }
    }
    trace.meet(dirty.isEmpty() ? "a swap copies nothing" : "a swap copies");
    bind(remote);
    make(back, dirty);
  }

  private DiffersPage page(SimMember member) throws IOException {
    byte[] bytes = CopyStore.directoryOf(former.root(), member.copy()).readAll("differs");
    DiffersPage page = SimRemote.value(DiffersPage.decode(ByteBuffer.wrap(bytes)));
    RuleBroken.unless(
        page.groupId().equals(shape.group()) && page.volumeId().equals(member.volumeId()),
        "a differs page of another volume (rule 8)");
    return page;
  }

  private void bind(SimRemote remote) throws IOException {
    for (boolean done = false; !done; ) {
      try {
        endanger(former);
        remote.create();
        done = true;
      } catch (PowerCut _) {
        trace.meet("a crash while a swap binds");
        remote.crash(random.nextBoolean());
        for (String copy : copies()) {
          CopyStore.release(former.root(), copy);
        }
      }
      calm(former);
    }
  }

  private void make(Shape back, BitSet dirty) throws IOException {
    for (boolean done = false; !done; ) {
      try {
        endanger(latter);
        if (!SimFiles.isPair(latter.root())) {
          SimFiles.createOf(back, latter.root(), random, dirty);
        }
        CopySwap.release(latter.root(), copies(), shape.group());
        done = true;
      } catch (PowerCut _) {
        trace.meet("a crash while a swap makes the pair");
        crash(latter, random.nextBoolean());
      }
      calm(latter);
    }
  }

  private static void crash(SimDisk disk, boolean power) {
    if (power) {
      disk.crash();
    } else {
      disk.kill();
    }
  }

  private List<String> copies() {
    List<String> names = new ArrayList<>();
    shape.members().forEach(member -> names.add(member.copy()));
    return names;
  }
}
