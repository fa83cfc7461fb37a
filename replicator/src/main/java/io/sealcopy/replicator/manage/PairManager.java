package io.sealcopy.replicator.manage;

import io.micrometer.core.instrument.MeterRegistry;
import io.sealcopy.config.MainConfig;
import io.sealcopy.crypto.Result;
import io.sealcopy.initiator.ChapLogin;
import io.sealcopy.initiator.InitiatorOptions;
import io.sealcopy.protocol.key.KeyRecord;
import io.sealcopy.replicator.link.CopySetup;
import io.sealcopy.replicator.link.LinkStop;
import io.sealcopy.replicator.manage.ManageResult.Done;
import io.sealcopy.replicator.manage.ManageResult.Failed;
import io.sealcopy.replicator.manage.ManageResult.Kind;
import io.sealcopy.replicator.pair.CommandResult;
import io.sealcopy.replicator.pair.GroupEvent;
import io.sealcopy.replicator.pair.PairFault;
import io.sealcopy.replicator.pair.PairStatus;
import io.sealcopy.storage.file.StorageDirectory;
import io.sealcopy.storage.volume.VolumeTraits;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All pairs of this main centre. Commands block; any thread, one after the other. */
public final class PairManager implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PairManager.class);
  private static final String NAME = "[A-Za-z0-9][A-Za-z0-9._-]{0,63}";

  /** A pair and how it is. */
  public record View(PairDefinition definition, PairStatus status) {}

  private final StorageDirectory groups;
  private final StorageDirectory retired;
  private final MainConfig config;
  private final CentreKeys keys;
  private final Map<String, ServedVolume> volumes;
  private final SecureRandom random;
  private final PairOpener opener;
  private final Map<String, Pair> pairs = new TreeMap<>();

  /**
   * @param state the main centre's state directory
   * @param volumes by name
   */
  public PairManager(
      StorageDirectory state,
      MainConfig config,
      CentreKeys keys,
      Map<String, ServedVolume> volumes,
      MeterRegistry registry,
      SecureRandom random)
      throws IOException {
    this.groups = state.directory("groups");
    this.retired = state.directory("retired");
    this.config = config;
    this.keys = keys;
    this.volumes = Map.copyOf(volumes);
    this.random = random;
    this.opener = new PairOpener(config, keys, registry);
  }

  /**
   * Opens every pair there is; before hosts may write.
   *
   * @throws IOException naming the pair that cannot be opened: serving its volume without it would
   *     lose changes
   */
  public synchronized void openAll() throws IOException {
    for (String name : groups.directories()) {
      PairDirectory directory = directory(name);
      if (directory.isPair()) {
        ServedVolume volume = volumes.get(directory.definition().volume());
        if (volume == null) {
          throw new IOException(
              "pair %s copies volume %s, which the configuration does not have"
                  .formatted(name, directory.definition().volume()));
        }
        pairs.put(name, opener.open(directory, volume));
        LOG.info("pair {} is open", name);
      }
    }
  }

  private PairDirectory directory(String name) throws IOException {
    return new PairDirectory(groups.directory(name), random::nextLong);
  }

  /** The certificate that decryptors pin, in PEM. */
  public byte[] signerCertificate() {
    return keys.signerCertificate();
  }

  /** Makes a pair; its initial copy has begun when this returns. */
  public synchronized ManageResult<PairDefinition> create(
      PairRequest request, Optional<ChapSecretToKeep> secret) {
    String problem = problem(request);
    if (problem != null) {
      return new Failed<>(Kind.USAGE, problem);
    }
    ServedVolume volume = java.util.Objects.requireNonNull(volumes.get(request.volume()));
    try {
      return create(request, secret, volume);
    } catch (IOException e) {
      return new Failed<>(Kind.STORAGE, "pair " + request.name() + ": " + e.getMessage());
    }
  }

  /** A CHAP secret given by the operator, kept with the pair. */
  @SuppressWarnings("ArrayRecordComponent")
  public record ChapSecretToKeep(String user, byte[] secret) {}

  private @org.jspecify.annotations.Nullable String problem(PairRequest request) {
    ServedVolume volume = volumes.get(request.volume());
    if (!request.name().matches(NAME)) {
      return "'%s' is no name for a pair: letters, digits, dot, dash, underscore"
          .formatted(request.name());
    } else if (pairs.containsKey(request.name())) {
      return "there is a pair " + request.name() + " already";
    } else if (volume == null) {
      return "there is no volume %s; there are: %s"
          .formatted(request.volume(), String.join(", ", volumes.keySet()));
    } else if (pairs.values().stream().anyMatch(pair -> pair.volume().equals(volume))) {
      return "volume " + request.volume() + " is the P-VOL of a pair already";
    } else if (request.recipients().isEmpty()) {
      return "a pair needs a recipient: without one nobody could ever open the copy";
    } else if (request.foreign() && request.escrow().isEmpty()) {
      return "a foreign target keeps no keys: name a directory with --escrow that survives this"
          + " machine";
    } else if (!volume.raw().traits().keepsContents()) {
      return "volume " + request.volume() + " is memory: it would not survive this process";
    }
    return null;
  }

  private ManageResult<PairDefinition> create(
      PairRequest request, Optional<ChapSecretToKeep> secret, ServedVolume volume)
      throws IOException {
    UUID groupId = uuid();
    Instant now = Instant.now();
    KeyRecord record;
    switch (keys.newKey(groupId, 1, request.recipients(), now)) {
      case Result.Ok<KeyRecord>(KeyRecord made) -> record = made;
      case Result.Refused<KeyRecord>(var refusal) -> {
        return new Failed<>(Kind.USAGE, refusal.message());
      }
    }
    PairDefinition pair = define(request, volume, groupId, now, record);
    PairDirectory directory = directory(request.name());
    directory.storeKey(pair.generation(), record.encode());
    if (secret.isPresent()) {
      directory.storeChap(secret.get().user(), secret.get().secret());
    }
    if (request.escrow().isPresent()) {
      Escrow.write(request.escrow().get(), pair, record, keys.signerCertificate());
    }
    directory.prepare(pair, opener.parameters(pair), config.journal().size());
    InitiatorOptions options = opener.options(pair, request.chap());
    ManageResult<PairDefinition> ready = takeRemote(pair, options, record);
    if (!(ready instanceof Done<PairDefinition>(PairDefinition complete))) {
      return ready;
    }
    directory.store(complete);
    pairs.put(complete.name(), opener.open(directory, volume));
    LOG.info("pair {} created: {} to {}", complete.name(), complete.volume(), complete.remote());
    return ready;
  }

  private PairDefinition define(
      PairRequest request, ServedVolume volume, UUID groupId, Instant now, KeyRecord record) {
    VolumeTraits traits = volume.raw().traits();
    byte[] token = new byte[4];
    random.nextBytes(token);
    return new PairDefinition(
        request.name(),
        groupId,
        request.volume(),
        traits.id(),
        traits.incarnation(),
        volume.raw().geometry(),
        1,
        1,
        record.key().keyId(),
        request.remote(),
        request.foreign(),
        Optional.empty(),
        now.toEpochMilli(),
        record.recipients().stream().map(each -> each.certificate().toString()).toList(),
        HexFormat.of().formatHex(token));
  }

  private ManageResult<PairDefinition> takeRemote(
      PairDefinition pair, InitiatorOptions options, KeyRecord record) {
    if (!pair.foreign()) {
      LinkStop stop = CopySetup.bind(pair.remote(), options, pair.copy(), record.encode());
      return stop == null ? new Done<>(pair) : failed(stop);
    }
    return switch (CopySetup.take(pair.remote(), options, pair.geometry(), random.nextLong())) {
      case CopySetup.Taken.Done(Optional<Long> key) -> new Done<>(pair.withReservationKey(key));
      case CopySetup.Taken.Not(LinkStop why) -> failed(why);
    };
  }

  private static <T> ManageResult<T> failed(LinkStop stop) {
    return switch (stop) {
      case LinkStop.Trouble trouble -> new Failed<>(Kind.UNREACHABLE, trouble.message());
      case LinkStop.Refused refused -> new Failed<>(Kind.REFUSED, refused.message());
    };
  }

  /** Every pair, or the one of this name. */
  public synchronized List<View> views(Optional<String> name) {
    return pairs.values().stream()
        .filter(pair -> name.isEmpty() || pair.definition().name().equals(name.get()))
        .map(pair -> new View(pair.definition(), pair.loop().query().join()))
        .toList();
  }

  /** What is wrong with pairs, in words; empty when nothing is. */
  public List<String> trouble() {
    return views(Optional.empty()).stream()
        .filter(view -> view.status().fault() != null)
        .map(view -> "pair " + view.definition().name() + " is suspended (PSUE)")
        .toList();
  }

  /** Done when everything that hosts were told is complete is durable at the remote. */
  public CompletableFuture<CommandResult> flush(String name) {
    return command(name, GroupEvent.Flush::new);
  }

  /** Goes on after a fault. */
  public CompletableFuture<CommandResult> resync(String name) {
    synchronized (this) {
      Pair pair = pairs.get(name);
      if (pair != null && isOtherVolume(pair)) {
        UUID incarnation = pair.volume().raw().traits().incarnation();
        try {
          pair.directory().store(pair.definition().withIncarnation(incarnation));
        } catch (IOException e) {
          return CompletableFuture.completedFuture(
              new CommandResult.NotNow("group.json cannot be written: " + e.getMessage()));
        }
      }
    }
    return command(name, GroupEvent.Resync::new);
  }

  private static boolean isOtherVolume(Pair pair) {
    PairFault fault = pair.loop().query().join().fault();
    return fault != null
        && fault.reason() == PairFault.Reason.OTHER_INCARNATION
        && pair.volume().raw().geometry().equals(pair.definition().geometry());
  }

  private synchronized CompletableFuture<CommandResult> command(
      String name, Function<java.util.function.Consumer<CommandResult>, GroupEvent> event) {
    CompletableFuture<CommandResult> result = new CompletableFuture<>();
    Pair pair = pairs.get(name);
    if (pair == null) {
      result.complete(new CommandResult.NotNow("there is no pair " + name));
    } else {
      pair.loop().post(event.apply(result::complete));
    }
    return result;
  }

  /** Ends a pair: the P-VOL is an ordinary volume again, the S-VOL stays as it is. */
  public synchronized ManageResult<String> delete(String name, String token) {
    Pair pair = pairs.get(name);
    if (pair == null) {
      return new Failed<>(Kind.USAGE, "there is no pair " + name);
    } else if (!pair.definition().token().equals(token)) {
      return new Failed<>(
          Kind.USAGE, "the token is not the one that 'pair show " + name + "' prints");
    }
    try {
      pair.volume().unit().switchTo(pair.volume().raw()).join();
      pair.close();
      pairs.remove(name);
      pair.directory().retire(retired.directory(pair.definition().groupId().toString()));
    } catch (IOException e) {
      return new Failed<>(Kind.STORAGE, "pair " + name + ": " + e.getMessage());
    }
    Optional<Long> key = pair.definition().reservationKey();
    LinkStop stop =
        key.isEmpty()
            ? null
            : CopySetup.release(
                pair.definition().remote(),
                opener.options(pair.definition(), Optional.<ChapLogin>empty()),
                key.get());
    String note =
        stop == null ? "" : "; the remote's reservation could not be released: " + stop.message();
    return new Done<>("pair " + name + " is deleted; its key records are kept" + note);
  }

  private UUID uuid() {
    return new UUID(
        (random.nextLong() & ~0xf000L) | 0x4000L,
        (random.nextLong() & 0x3fff_ffff_ffff_ffffL) | 0x8000_0000_0000_0000L);
  }

  /** Stops all groups in order; hosts must be gone. */
  @Override
  public synchronized void close() {
    for (Pair pair : pairs.values()) {
      try {
        pair.close();
      } catch (IOException e) {
        LOG.warn(
            "pair {}: {}; the next start finds what is missing",
            pair.definition().name(),
            e.getMessage());
      }
    }
    pairs.clear();
  }
}
