package io.sealcopy.replicator.manage;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sealcopy.config.cli.Json;
import io.sealcopy.config.cli.JsonException;
import io.sealcopy.config.cli.JsonObject;
import io.sealcopy.initiator.ChapLogin;
import io.sealcopy.protocol.record.SealSuite;
import io.sealcopy.replicator.pair.ActivityRegions;
import io.sealcopy.replicator.pair.CheckedText;
import io.sealcopy.replicator.pair.GroupParameters;
import io.sealcopy.replicator.pair.Openings;
import io.sealcopy.replicator.pair.PairFiles;
import io.sealcopy.replicator.pair.RingJournal;
import io.sealcopy.replicator.pair.ShippingBase;
import io.sealcopy.storage.file.StorageDirectory;
import java.io.IOException;
import java.util.Base64;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.LongSupplier;

/** The files of one group: {@code group.json}, journal, activity, base, keys. */
final class PairDirectory {
  private static final String DEFINITION = "group.json";
  private static final String JOURNAL = "journal";
  private static final String ACTIVITY = "activity";
  private static final String CHAP = "chap.json";
  private static final String SWAPPED_FROM = "swapped-from";

  private final StorageDirectory directory;
  private final LongSupplier ids;

  PairDirectory(StorageDirectory directory, LongSupplier ids) {
    this.directory = directory;
    this.ids = ids;
  }

  /** Those of all pairs there are, in the order in which the pairs were made. */
  static List<PairDirectory> inOrder(StorageDirectory groups, LongSupplier ids) throws IOException {
    Map<PairDefinition, PairDirectory> found = new HashMap<>();
    for (String name : groups.directories()) {
      PairDirectory directory = new PairDirectory(groups.directory(name), ids);
      if (directory.isPair()) {
        found.put(directory.definition(), directory);
      }
    }
    return found.keySet().stream()
        .sorted(
            Comparator.comparingLong(PairDefinition::createdAtMillis)
                .thenComparing(PairDefinition::name))
        .map(found::get)
        .map(Objects::requireNonNull)
        .toList();
  }

  PairFiles files() {
    return new PairFiles(directory);
  }

  boolean isPair() throws IOException {
    return directory.exists(DEFINITION);
  }

  PairDefinition definition() throws IOException {
    try {
      return PairDefinition.parse(CheckedText.open(DEFINITION, directory.readAll(DEFINITION)));
    } catch (JsonException e) {
      throw new IOException(directory + "/" + DEFINITION + ": " + e.getMessage(), e);
    }
  }

  void store(PairDefinition definition) throws IOException {
    directory.replace(DEFINITION, CheckedText.seal(definition.toJson()));
  }

  void storeKey(int generation, byte[] record) throws IOException {
    directory.directory("keys").replace(generation + ".record", record);
  }

  byte[] key(int generation) throws IOException {
    return directory.directory("keys").readAll(generation + ".record");
  }

  /** Empty files for a pair that has copied nothing. */
  void prepare(PairDefinition definition, long journalSize, boolean copy) throws IOException {
    GroupParameters parameters = GroupParameters.standard(definition.name(), journalSize);
    directory.delete(SWAPPED_FROM);
    int regions =
        definition.members().stream()
            .mapToInt(member -> parameters.regionCount(member.geometry()))
            .reduce(0, Math::addExact);
    ActivityRegions.create(directory.open(ACTIVITY), regions, ids.getAsLong(), copy).close();
    RingJournal.create(directory.openDirect(JOURNAL), journalSize, origin(definition), ids).close();
    files().storeFault(null);
    files().storeOpenings(Openings.NONE);
    files().storeBase(new ShippingBase(ShippingBase.ADOPT, 1));
  }

  /**
   * Makes a pair's files, of volumes that were copies: only some regions are to be copied.
   *
   * @param dirty of each member
   * @param from the group that the copies belonged to: its files go when the pair is there
   */
  void prepareSwapped(PairDefinition definition, long journalSize, List<BitSet> dirty, UUID from)
      throws IOException {
    prepare(definition, journalSize, false);
    GroupParameters parameters = GroupParameters.standard(definition.name(), journalSize);
    int first = 0;
    List<PairMember> members = definition.members();
    int all = 0;
    for (PairMember member : members) {
      all += parameters.regionCount(member.geometry());
    }
    try (ActivityRegions regions = regionLog(all)) {
      for (int i = 0; i < members.size(); i++) {
        int base = first;
        dirty.get(i).stream().forEach(region -> regions.setDirty(base + region, true));
        first += parameters.regionCount(members.get(i).geometry());
      }
      regions.persist();
    }
    directory.replace(SWAPPED_FROM, from.toString().getBytes(UTF_8));
  }

  /** The group that the pair's volumes were copies of before. */
  Optional<UUID> swappedFrom() throws IOException {
    return directory.exists(SWAPPED_FROM)
        ? Optional.of(UUID.fromString(new String(directory.readAll(SWAPPED_FROM), UTF_8)))
        : Optional.empty();
  }

  RingJournal journal(PairDefinition definition, long journalSize, long knownSequence)
      throws IOException {
    return RingJournal.open(
        directory.openDirect(JOURNAL), journalSize, origin(definition), ids, knownSequence);
  }

  ActivityRegions regionLog(int regions) throws IOException {
    return ActivityRegions.open(directory.open(ACTIVITY), regions, ids.getAsLong());
  }

  private static RingJournal.Origin origin(PairDefinition pair) {
    return new RingJournal.Origin(
        pair.groupId(),
        pair.members().stream().map(PairDirectory::origin).toList(),
        pair.pairEpoch(),
        pair.options().seal() ? SealSuite.AES_256_XTS : SealSuite.NONE,
        pair.keyId(),
        pair.generation());
  }

  private static RingJournal.Origin.Volume origin(PairMember member) {
    return new RingJournal.Origin.Volume(member.volumeId(), member.geometry().blockLength());
  }

  void storeChap(String user, byte[] secret) throws IOException {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("user", user);
    members.put("secret", Base64.getEncoder().encodeToString(secret));
    directory.replace(CHAP, Json.write(members).getBytes(UTF_8));
  }

  Optional<ChapLogin> chap() throws IOException {
    if (!directory.exists(CHAP)) {
      return Optional.empty();
    }
    JsonObject object = Json.parse(new String(directory.readAll(CHAP), UTF_8));
    byte[] secret = Base64.getDecoder().decode(object.text("secret"));
    return Optional.of(ChapLogin.oneWay(RemoteLogins.credentials(object.text("user"), secret)));
  }

  /** Ends the pair: its key records are kept elsewhere, everything else goes. */
  void retire(StorageDirectory keep) throws IOException {
    StorageDirectory keys = directory.directory("keys");
    for (String name : keys.list()) {
      keep.replace(name, keys.readAll(name));
    }
    keep.replace(DEFINITION, directory.readAll(DEFINITION));
    // The definition first: without it there is no pair, whatever else is left.
    directory.delete(DEFINITION);
    for (String name : directory.list()) {
      directory.delete(name);
    }
  }
}
