package io.sealcopy.simulation;

import io.sealcopy.protocol.record.SealSuite;
import io.sealcopy.replicator.pair.ActivityRegions;
import io.sealcopy.replicator.pair.Openings;
import io.sealcopy.replicator.pair.PairFiles;
import io.sealcopy.replicator.pair.PairHold;
import io.sealcopy.replicator.pair.RingJournal;
import io.sealcopy.replicator.pair.ShippingBase;
import io.sealcopy.storage.file.StorageDirectory;
import java.io.IOException;
import java.util.BitSet;
import java.util.List;
import java.util.random.RandomGenerator;

/** The files of a pair at its main centre: made before there is one, gone after it. */
final class SimFiles {
  /** Without it there is no pair, whatever else is left. */
  private static final String DEFINITION = "base.json";

  private static final String JOURNAL = "journal";
  private static final String ACTIVITY = "activity";

  private SimFiles() {}

  static RingJournal.Origin origin(Shape shape) {
    return new RingJournal.Origin(
        shape.group(),
        shape.members().stream()
            .map(each -> new RingJournal.Origin.Volume(each.volumeId(), each.blockLength()))
            .toList(),
        shape.epoch(),
        shape.options().seal() ? SealSuite.AES_256_XTS : SealSuite.NONE,
        shape.keyId(),
        shape.generation());
  }

  /** Makes the volumes too. */
  static void create(Shape shape, StorageDirectory disk, RandomGenerator random, boolean copy)
      throws IOException {
    for (SimMember member : shape.members()) {
      disk.open(member.file()).reserve(member.geometry().byteCount());
      disk.open(member.file()).sync();
    }
    BitSet dirty = new BitSet();
    dirty.set(0, copy ? shape.regionCount() : 0);
    createOf(shape, disk, random, dirty);
  }

  /**
   * Makes a pair of volumes that are there.
   *
   * @param dirty what is to be copied, of all regions
   */
  static void createOf(Shape shape, StorageDirectory disk, RandomGenerator random, BitSet dirty)
      throws IOException {
    disk.delete(JOURNAL);
    disk.delete(ACTIVITY);
    PairFiles files = new PairFiles(disk);
    files.storeFault(null);
    files.storeHold(PairHold.NONE);
    files.storeOpenings(Openings.NONE);
    try (ActivityRegions regions =
        ActivityRegions.create(
            disk.open(ACTIVITY), shape.regionCount(), random.nextLong(), false)) {
      dirty.stream().forEach(region -> regions.setDirty(region, true));
      regions.persist();
    }
    RingJournal.create(disk.open(JOURNAL), shape.journalBytes(), origin(shape), random::nextLong)
        .close();
    files.storeBase(new ShippingBase(ShippingBase.ADOPT, 1));
  }

  static boolean isPair(StorageDirectory disk) throws IOException {
    return disk.exists(DEFINITION);
  }

  /** Ends a pair that has stopped. */
  static void retire(StorageDirectory disk) throws IOException {
    for (String file :
        List.of(DEFINITION, JOURNAL, ACTIVITY, "fault.json", "hold.json", "openings.json")) {
      disk.delete(file);
    }
  }
}
