package io.sealcopy.replicator.manage;

import io.sealcopy.config.MainConfig;
import io.sealcopy.crypto.Result;
import io.sealcopy.initiator.InitiatorOptions;
import io.sealcopy.initiator.IscsiUrl;
import io.sealcopy.protocol.key.KeyRecord;
import io.sealcopy.protocol.record.RecordHeader;
import io.sealcopy.protocol.vendor.BindCopy;
import io.sealcopy.replicator.link.CopyBinding;
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
import java.util.Collection;
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
  private final BindAttempts attempts;
  private final SecureRandom random;

  PairMaker(
      MainConfig config,
      CentreKeys keys,
      Map<String, ServedVolume> volumes,
      PairOpener opener,
      BindAttempts attempts,
      SecureRandom random) {
    this.config = config;
    this.keys = keys;
    this.volumes = volumes;
    this.opener = opener;
    this.attempts = attempts;
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
    Draft draft;
    switch (draft(request, 1)) {
      case Done<Draft>(Draft made) -> draft = made;
      case Failed<Draft>(var kind, String message) -> {
        return new Failed<>(kind, message);
      }
    }
    PairDefinition pair = draft.pair();
    keep(draft, request, secret, directory);
    directory.prepare(pair, config.journal().size(), request.copy());
    directory
        .files()
        .storeHold(request.defineOnly() || request.compare() ? PairHold.DEFINED : PairHold.NONE);
    InitiatorOptions options = opener.options(pair, request.chap());
    if (!pair.foreign()) {
      CopyBinding binding = bindingOf(pair, options);
      LinkStop stop =
          CopySetup.bind(
              options,
              places(pair),
              binding,
              draft.record().map(KeyRecord::encode),
              random::nextLong);
      return stop == null ? completed(pair, directory, binding) : failed(stop);
    }
    ManageResult<PairDefinition> ready = takeForeign(pair, options);
    if (ready instanceof Done<PairDefinition>(PairDefinition complete)) {
      directory.store(complete);
    }
    return ready;
  }

  /** Of the copies of a pair that is not there yet; it is kept durably that they may be bound. */
  CopyBinding bindingOf(PairDefinition pair, InitiatorOptions options) throws IOException {
    attempts.begin(pair);
    return new CopyBinding(options, places(pair), holes(pair), attempts);
  }

  /** The pair is there: its definition is the step that counts. */
  private ManageResult<PairDefinition> completed(
      PairDefinition pair, PairDirectory directory, CopyBinding binding) throws IOException {
    try {
      directory.store(pair);
    } catch (IOException e) {
      throw new IOException(e.getMessage() + binding.undo(), e);
    }
    attempts.completed(pair);
    return new Done<>(pair);
  }

  /** Attempts that have become pairs are none any more. */
  void completed(Collection<Pair> pairs) {
    pairs.forEach(pair -> attempts.completed(pair.definition()));
  }

  /** The same of one whose definition is there. */
  void completed(PairDefinition pair) {
    attempts.completed(pair);
  }

  /** A pair that is only thought of, and its key. */
  record Draft(PairDefinition pair, Optional<KeyRecord> record) {}

  /** Thinks of a pair; nothing is kept yet. */
  ManageResult<Draft> draft(PairRequest request, long epoch) {
    UUID groupId = uuid();
    Instant now = Instant.now();
    if (!request.options().seal()) {
      return new Done<>(draft(request, groupId, epoch, now, Optional.empty()));
    }
    return switch (keys.newKey(groupId, epoch, request.recipients(), now)) {
      case Result.Ok<KeyRecord>(KeyRecord made) ->
          new Done<>(draft(request, groupId, epoch, now, Optional.of(made)));
      case Result.Refused<KeyRecord>(var refusal) -> new Failed<>(Kind.USAGE, refusal.message());
    };
  }

  private Draft draft(
      PairRequest request, UUID groupId, long epoch, Instant now, Optional<KeyRecord> record) {
    return new Draft(define(request, groupId, epoch, now, record), record);
  }

  /** Keeps what must be there before the remote hears of it. */
  void keep(
      Draft draft, PairRequest request, Optional<ChapSecretToKeep> secret, PairDirectory directory)
      throws IOException {
    if (draft.record().isPresent()) {
      directory.storeKey(draft.pair().generation(), draft.record().get().encode());
    }
    if (secret.isPresent()) {
      directory.storeChap(secret.get().user(), secret.get().secret());
    }
    if (draft.record().isPresent() && request.escrow().isPresent()) {
      Escrow.write(
          request.escrow().get(), draft.pair(), draft.record().get(), keys.signerCertificate());
    }
  }

  long journalSize() {
    return config.journal().size();
  }

  private PairDefinition define(
      PairRequest request, UUID groupId, long epoch, Instant now, Optional<KeyRecord> record) {
    return new PairDefinition(
        request.name(),
        groupId,
        request.members().stream().map(this::member).toList(),
        epoch,
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
        Optional.empty(),
        false);
  }

  private ManageResult<PairDefinition> takeForeign(PairDefinition pair, InitiatorOptions options) {
    return switch (CopySetup.take(options, places(pair), random::nextLong)) {
      case CopySetup.Taken.Done(var granted) -> {
        List<Optional<CopySetup.Reservation>> left = new ArrayList<>(granted);
        yield new Done<>(pair.withMembers(member -> member.with(left.removeFirst())));
      }
      case CopySetup.Taken.Not(LinkStop why) -> failed(why);
    };
  }

  private static BindCopy.Holes holes(PairDefinition pair) {
    return switch (pair.options().holes()) {
      case SEALED -> BindCopy.Holes.SEALED;
      case CLEAR -> BindCopy.Holes.CLEAR;
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

  static <T> ManageResult<T> failed(LinkStop stop) {
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
