package io.sealcopy.replicator.manage;

import io.sealcopy.config.MainConfig;
import io.sealcopy.crypto.Result;
import io.sealcopy.initiator.InitiatorOptions;
import io.sealcopy.initiator.IscsiUrl;
import io.sealcopy.protocol.key.KeyRecord;
import io.sealcopy.protocol.record.RecordHeader;
import io.sealcopy.protocol.vendor.BindCopy;
import io.sealcopy.replicator.link.CopyPlace;
import io.sealcopy.replicator.link.CopySetup;
import io.sealcopy.replicator.link.LinkStop;
import io.sealcopy.replicator.manage.ManageResult.Done;
import io.sealcopy.replicator.manage.ManageResult.Failed;
import io.sealcopy.replicator.manage.ManageResult.Kind;
import io.sealcopy.replicator.manage.PairManager.ChapSecretToKeep;
import io.sealcopy.replicator.pair.PairHold;
import io.sealcopy.replicator.pair.PairOptions;
import io.sealcopy.storage.volume.VolumeTraits;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Makes what a pair consists of before it is opened: key, files, and what the remote keeps. */
final class PairMaker {
  private static final String NAME = "[A-Za-z0-9][A-Za-z0-9._-]{0,63}";

  private final MainConfig config;
  private final CentreKeys keys;
  private final Map<String, ServedVolume> volumes;
  private final PairOpener opener;
  private final SecureRandom random;

  PairMaker(
      MainConfig config,
      CentreKeys keys,
      Map<String, ServedVolume> volumes,
      PairOpener opener,
      SecureRandom random) {
    this.config = config;
    this.keys = keys;
    this.volumes = volumes;
    this.opener = opener;
    this.random = random;
  }

  /** Why nothing like that can be made, whatever the remote says; null: it may be. */
  @Nullable String problem(PairRequest request) {
    if (!request.name().matches(NAME)) {
      return "'%s' is no name for a pair: letters, digits, dot, dash, underscore"
          .formatted(request.name());
    } else if (!request.options().seal()) {
      if (!request.recipients().isEmpty() || request.escrow().isPresent()) {
        return "with seal off there is no key: nothing for a recipient to open, nothing to escrow";
      }
    } else if (request.recipients().isEmpty()) {
      return "a pair needs a recipient: without one nobody could ever open the copy";
    } else if (request.foreign() && request.escrow().isEmpty()) {
      return "a foreign target keeps no keys: name a directory with --escrow that survives this"
          + " machine";
    }
    if (request.compare() && request.foreign()) {
      return "a foreign target tells no digests: nothing can be compared";
    } else if (request.compare() && !request.copy()) {
      return "there is nothing to compare where nothing is copied";
    } else if (request.compare() && alwaysDiffers(request.options())) {
      return "a new pair has a new key, so nothing sealed is equal at the remote; to compare is of"
          + " use with seal off, or for zeros with holes clear";
    }
    if (request.members().isEmpty()) {
      return "a pair needs a volume";
    }
    Set<String> names = new HashSet<>();
    Set<Integer> luns = new HashSet<>();
    for (PairRequest.Member member : request.members()) {
      String problem = problem(member);
      if (problem != null) {
        return problem;
      } else if (!sameTarget(member.remote(), request.members().getFirst().remote())) {
        return "%s is at another target than %s: a group has one, so that one sequence leads there"
            .formatted(member.remote(), request.members().getFirst().remote());
      } else if (!names.add(member.volume())) {
        return "volume " + member.volume() + " is named twice";
      } else if (!luns.add(member.remote().lun())) {
        return member.remote() + " is named twice: each volume needs a copy of its own";
      }
    }
    return null;
  }

  private static boolean alwaysDiffers(PairOptions options) {
    return options.seal() && options.holes() == PairOptions.Holes.SEALED;
  }

  private @Nullable String problem(PairRequest.Member member) {
    String name = member.volume();
    ServedVolume volume = volumes.get(name);
    if (volume == null) {
      return "there is no volume %s; there are: %s"
          .formatted(name, String.join(", ", volumes.keySet()));
    }
    return volume.raw().traits().keepsContents()
        ? null
        : "volume " + name + " is memory: it would not survive this process";
  }

  private static boolean sameTarget(IscsiUrl one, IscsiUrl other) {
    return one.host().equals(other.host())
        && one.port() == other.port()
        && one.targetName().equals(other.targetName());
  }

  /** Makes it; what was begun at the remote is undone when it does not succeed there. */
  ManageResult<PairDefinition> make(
      PairRequest request, Optional<ChapSecretToKeep> secret, PairDirectory directory)
      throws IOException {
    UUID groupId = uuid();
    Instant now = Instant.now();
    Optional<KeyRecord> record = Optional.empty();
    if (request.options().seal()) {
      switch (keys.newKey(groupId, 1, request.recipients(), now)) {
        case Result.Ok<KeyRecord>(KeyRecord made) -> record = Optional.of(made);
        case Result.Refused<KeyRecord>(var refusal) -> {
          return new Failed<>(Kind.USAGE, refusal.message());
        }
      }
    }
    PairDefinition pair = define(request, groupId, now, record);
    if (record.isPresent()) {
      directory.storeKey(pair.generation(), record.get().encode());
    }
    if (secret.isPresent()) {
      directory.storeChap(secret.get().user(), secret.get().secret());
    }
    if (record.isPresent() && request.escrow().isPresent()) {
      Escrow.write(request.escrow().get(), pair, record.get(), keys.signerCertificate());
    }
    directory.prepare(pair, config.journal().size(), request.copy());
    directory
        .files()
        .storeHold(request.defineOnly() || request.compare() ? PairHold.DEFINED : PairHold.NONE);
    ManageResult<PairDefinition> ready =
        takeRemote(pair, opener.options(pair, request.chap()), record);
    if (ready instanceof Done<PairDefinition>(PairDefinition complete)) {
      directory.store(complete);
    }
    return ready;
  }

  private PairDefinition define(
      PairRequest request, UUID groupId, Instant now, Optional<KeyRecord> record) {
    return new PairDefinition(
        request.name(),
        groupId,
        request.members().stream().map(this::member).toList(),
        1,
        record.isPresent() ? 1 : 0,
        record.map(known -> known.key().keyId()).orElse(RecordHeader.NO_KEY),
        request.foreign(),
        request.options(),
        now.toEpochMilli(),
        record.stream()
            .flatMap(known -> known.recipients().stream())
            .map(each -> each.certificate().toString())
            .toList(),
        Tokens.random(random));
  }

  private PairMember member(PairRequest.Member asked) {
    ServedVolume volume = Objects.requireNonNull(volumes.get(asked.volume()));
    VolumeTraits traits = volume.raw().traits();
    return new PairMember(
        asked.volume(),
        traits.id(),
        traits.incarnation(),
        volume.raw().geometry(),
        asked.remote(),
        Optional.empty());
  }

  private ManageResult<PairDefinition> takeRemote(
      PairDefinition pair, InitiatorOptions options, Optional<KeyRecord> record) {
    List<CopyPlace> places = places(pair);
    if (!pair.foreign()) {
      BindCopy.Holes holes =
          switch (pair.options().holes()) {
            case SEALED -> BindCopy.Holes.SEALED;
            case CLEAR -> BindCopy.Holes.CLEAR;
          };
      LinkStop stop =
          CopySetup.bind(options, places, holes, record.map(KeyRecord::encode), random::nextLong);
      return stop == null ? new Done<>(pair) : failed(stop);
    }
    return switch (CopySetup.take(options, places, random::nextLong)) {
      case CopySetup.Taken.Done(List<Optional<Long>> granted) -> {
        List<Optional<Long>> left = new ArrayList<>(granted);
        yield new Done<>(pair.withMembers(member -> member.withReservationKey(left.removeFirst())));
      }
      case CopySetup.Taken.Not(LinkStop why) -> failed(why);
    };
  }

  /** Gives back what a foreign target granted: null, or why that cannot be done. */
  @Nullable LinkStop release(PairDefinition pair) {
    return pair.members().stream().anyMatch(member -> member.reservationKey().isPresent())
        ? CopySetup.release(opener.options(pair, Optional.empty()), places(pair))
        : null;
  }

  static List<CopyPlace> places(PairDefinition pair) {
    return pair.members().stream()
        .map(member -> new CopyPlace(member.remote(), pair.copy(member), member.reservationKey()))
        .toList();
  }

  private static <T> ManageResult<T> failed(LinkStop stop) {
    return switch (stop) {
      case LinkStop.Trouble trouble -> new Failed<>(Kind.UNREACHABLE, trouble.message());
      case LinkStop.Refused refused -> new Failed<>(Kind.REFUSED, refused.message());
    };
  }

  private UUID uuid() {
    return new UUID(
        (random.nextLong() & ~0xf000L) | 0x4000L,
        (random.nextLong() & 0x3fff_ffff_ffff_ffffL) | 0x8000_0000_0000_0000L);
  }
}
