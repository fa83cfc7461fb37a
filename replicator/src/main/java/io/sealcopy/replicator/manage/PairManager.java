package io.sealcopy.replicator.manage;

import io.micrometer.core.instrument.MeterRegistry;
import io.sealcopy.config.MainConfig;
import io.sealcopy.replicator.link.LinkStop;
import io.sealcopy.replicator.manage.ManageResult.Done;
import io.sealcopy.replicator.manage.ManageResult.Failed;
import io.sealcopy.replicator.manage.ManageResult.Kind;
import io.sealcopy.replicator.pair.CommandResult;
import io.sealcopy.replicator.pair.GroupEvent;
import io.sealcopy.replicator.pair.PairOptions;
import io.sealcopy.replicator.pair.PairStatus;
import io.sealcopy.storage.file.StorageDirectory;
import io.sealcopy.storage.volume.Volume;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All pairs of this main centre. Commands block; any thread, one after the other. */
public final class PairManager implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PairManager.class);

  /**
   * A pair and how it is.
   *
   * @param warnings what an operator must not overlook although nothing is broken
   */
  public record View(PairDefinition definition, PairStatus status, List<String> warnings) {}

  private final StorageDirectory groups;
  private final StorageDirectory retired;
  private final StorageDirectory kept;
  private final CentreKeys keys;
  private final Map<String, ServedVolume> volumes;
  private final SecureRandom random;
  private final PairOpener opener;
  private final PairMaker maker;
  private final RemoteImages images;
  private final CentreCopies copies;

  /** By name, in the order in which they were made: of two on a volume the later is above. */
  private final SequencedMap<String, Pair> pairs = new LinkedHashMap<>();

  /**
   * @param state the main centre's state directory
   * @param volumes by name
   */
  public PairManager(
      StorageDirectory state,
      MainConfig config,
      CentreKeys keys,
      Map<String, ServedVolume> volumes,
      CentreCopies copies,
      MeterRegistry registry,
      SecureRandom random)
      throws IOException {
    this.groups = state.directory("groups");
    this.retired = state.directory("retired");
    this.kept = state.directory("kept");
    this.keys = keys;
    this.volumes = Map.copyOf(volumes);
    this.random = random;
    this.copies = copies;
    this.opener = new PairOpener(config, keys, registry);
    this.images = new RemoteImages(opener);
    this.maker = new PairMaker(config, keys, this.volumes, opener, BindAttempts.of(state), random);
  }

  /**
   * Opens every pair there is; before hosts may write.
   *
   * @throws IOException naming the pair that cannot be opened: serving its volume without it would
   *     lose changes
   */
  public synchronized void openAll() throws IOException {
    for (PairDirectory directory : PairDirectory.inOrder(groups, random::nextLong)) {
      PairDefinition pair = directory.definition();
      Pair opened = opener.open(directory, ServedVolume.of(pair, volumes));
      pairs.put(pair.name(), opened);
      images.opened(opened);
      LOG.info("pair {} is open", pair.name());
      warn(pair);
    }
    maker.completed(pairs.values());
  }

  private void warn(PairDefinition pair) {
    opener.warnings(pair).forEach(warning -> LOG.warn("pair {}: {}", pair.name(), warning));
  }

  /** The certificate that decryptors pin, in PEM. */
  public byte[] signerCertificate() {
    return keys.signerCertificate();
  }

  /** Makes a pair; its initial copy has begun when this returns. */
  public synchronized ManageResult<PairDefinition> create(
      PairRequest request, Optional<ChapSecretToKeep> secret) {
    String copy = copies.problem(request);
    String problem = copy != null ? copy : maker.problem(request);
    return create(request, problem, directory -> maker.make(request, secret, directory));
  }

  /**
   * Makes a pair of copies that were taken over; what differs is being copied when this returns.
   *
   * @param full all is copied, whatever the other side was
   */
  public synchronized ManageResult<PairDefinition> createSwapped(
      PairRequest request, Optional<ChapSecretToKeep> secret, boolean full) {
    SwapHome home = new SwapHome(copies, maker, opener);
    return create(request, home.problem(request), in -> home.make(request, secret, in, full));
  }

  private interface Making {
    ManageResult<PairDefinition> in(PairDirectory directory) throws IOException;
  }

  private ManageResult<PairDefinition> create(
      PairRequest request, @Nullable String problem, Making making) {
    if (pairs.containsKey(request.name())) {
      return new Failed<>(Kind.USAGE, "there is a pair " + request.name() + " already");
    } else if (problem != null) {
      return new Failed<>(Kind.USAGE, problem);
    }
    try {
      PairDirectory directory =
          new PairDirectory(groups.directory(request.name()), random::nextLong);
      ManageResult<PairDefinition> made = making.in(directory);
      if (made instanceof Done<PairDefinition>(PairDefinition pair)) {
        Pair opened = opener.open(directory, ServedVolume.of(pair, volumes));
        pairs.put(pair.name(), opened);
        if (request.compare()) { // Before the first region is copied.
          opened.compare();
          if (!request.defineOnly()) {
            opened.loop().post(new GroupEvent.Begin(_ -> {}));
          }
        }
        copies.arePvols(pair);
        LOG.info("pair {} created: {}", pair.name(), pair.members());
        warn(pair);
      }
      return made;
    } catch (IOException e) {
      return new Failed<>(Kind.STORAGE, "pair " + request.name() + ": " + e.getMessage());
    }
  }

  /** A CHAP secret given by the operator, kept with the pair. */
  @SuppressWarnings("ArrayRecordComponent")
  public record ChapSecretToKeep(String user, byte[] secret) {}

  /** Ends a fenced pair: its P-VOLs are copies from now on, which the other centre may bind. */
  public synchronized ManageResult<String> swap(String name, String token) {
    String refusal = useToken(name, token);
    if (refusal != null) {
      return new Failed<>(Kind.USAGE, refusal);
    }
    Pair pair = Objects.requireNonNull(pairs.get(name));
    return new SwapAway(copies, kept, retired).run(pair, () -> gone(pair));
  }

  private void gone(Pair pair) {
    pairs.remove(pair.definition().name());
    images.forget(pair);
  }

  /** Every pair, or the one of this name. */
  public synchronized List<View> views(Optional<String> name) {
    return pairs.values().stream()
        .filter(pair -> name.isEmpty() || pair.definition().name().equals(name.get()))
        .sorted(Comparator.comparing(pair -> pair.definition().name()))
        .map(pair ->
            new View(
                pair.definition(), pair.loop().query().join(), opener.warnings(pair.definition())))
        .toList();
  }

  /** Bytes of each member's copy that are ciphertext, or {@link CiphertextCount#UNKNOWN}. */
  long[] ciphertext(View view) {
    Pair pair = pair(view.definition().name());
    return pair == null ? new long[0] : pair.ciphertext().bytes(view.status());
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

  /** Nothing more is sent until a resync; done when the copy stands still. */
  public CompletableFuture<CommandResult> split(String name) {
    return command(name, GroupEvent.Split::new);
  }

  /** Begins with a pair that is only defined, in this mode or in that of its definition. */
  public CompletableFuture<CommandResult> begin(String name, Optional<PairOptions.Mode> mode) {
    CompletableFuture<CommandResult> ready =
        mode.isEmpty()
            ? CompletableFuture.completedFuture(new CommandResult.Done())
            : modify(name, options -> options.withMode(mode.get()));
    return ready.thenCompose(result ->
        result instanceof CommandResult.Done
            ? command(name, GroupEvent.Begin::new)
            : CompletableFuture.completedFuture(result));
  }

  /** Has the pair work otherwise from now on; kept durably before. */
  public synchronized CompletableFuture<CommandResult> modify(
      String name, UnaryOperator<PairOptions> change) {
    Pair pair = pairs.get(name);
    if (pair == null) {
      return CompletableFuture.completedFuture(
          new CommandResult.NotNow("there is no pair " + name));
    }
    PairOptions options = change.apply(pair.definition().options());
    try {
      define(pair, pair.definition().withOptions(options));
    } catch (IOException e) {
      return CompletableFuture.completedFuture(
          new CommandResult.NotNow("group.json cannot be written: " + e.getMessage()));
    }
    return command(name, result -> new GroupEvent.Modify(options, result));
  }

  private void define(Pair pair, PairDefinition definition) throws IOException {
    pair.directory().store(definition);
    pairs.put(definition.name(), pair.with(definition));
  }

  /**
   * Uses the pair's token up: whatever comes of the command, the next needs another.
   *
   * @return why the command must not be done, or null
   */
  public synchronized @Nullable String useToken(String name, String token) {
    Pair pair = pairs.get(name);
    if (pair == null) {
      return "there is no pair " + name;
    } else if (!Tokens.same(pair.definition().token(), token)) {
      return "the token is not the one that 'pair show %s' prints; each can be used once"
          .formatted(name);
    }
    try {
      define(pair, pair.definition().withToken(Tokens.random(random)));
      return null;
    } catch (IOException e) {
      return "pair %s: its token cannot be used up: %s".formatted(name, e.getMessage());
    }
  }

  /** Begins to compare the copy with the P-VOLs; done when it has begun. */
  public CompletableFuture<CommandResult> verify(String name, long bytesPerSecond) {
    Pair pair = pair(name);
    int generation = pair == null ? 1 : pair.definition().generation();
    return command(name, done -> new GroupEvent.Verify(generation, bytesPerSecond, done));
  }

  /** Compares no more. */
  public CompletableFuture<CommandResult> stopVerify(String name) {
    return command(name, GroupEvent.StopVerify::new);
  }

  /** Of what is to be copied, leaves out from now on what the remote has already. */
  public synchronized void compare(String name) {
    Pair pair = pairs.get(name);
    if (pair != null) {
      pair.compare();
    }
  }

  private synchronized @Nullable Pair pair(String name) {
    return pairs.get(name);
  }

  /** Has the remote keep an image of the copy as it is: why that cannot be, or null. */
  public @Nullable String keepImage(String name) {
    return images.keep(pair(name), System.currentTimeMillis());
  }

  /** Goes on after a fault or a split. */
  public CompletableFuture<CommandResult> resync(String name) {
    synchronized (this) {
      Pair pair = pairs.get(name);
      if (pair != null && pair.hasOtherVolumes(this::raw)) {
        try {
          define(
              pair,
              pair.definition()
                  .withMembers(
                      member -> member.withIncarnation(raw(member).traits().incarnation())));
        } catch (IOException e) {
          return CompletableFuture.completedFuture(
              new CommandResult.NotNow("group.json cannot be written: " + e.getMessage()));
        }
      }
    }
    return command(name, GroupEvent.Resync::new);
  }

  private Volume raw(PairMember member) {
    return Objects.requireNonNull(volumes.get(member.volume())).raw();
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

  /** What the remote is not known to have; empty when there is no such pair. */
  public Optional<UnshippedView> unshipped(String name) {
    Pair pair;
    synchronized (this) {
      pair = pairs.get(name);
    }
    return pair == null ? Optional.empty() : Optional.of(UnshippedView.of(pair));
  }

  /** Tells the remote of a disaster here. */
  public ManageResult<String> disaster(String name) {
    Pair pair = pair(name);
    return pair == null
        ? new Failed<>(Kind.USAGE, "there is no pair " + name)
        : DisasterNotice.send(pair, opener, random);
  }

  /** What was kept aside when fenced pairs ended, for listing and deleting. */
  KeptFiles keptFiles() {
    return new KeptFiles(kept, random);
  }

  /** Ends a pair: the P-VOL is an ordinary volume again, the S-VOL stays as it is. */
  public synchronized ManageResult<String> delete(String name, String token) {
    String refusal = useToken(name, token);
    if (refusal != null) {
      return new Failed<>(Kind.USAGE, refusal);
    }
    Pair pair = Objects.requireNonNull(pairs.get(name));
    String aside;
    try {
      pair.refuseHosts();
      aside = KeptAside.whenFenced(kept, pair);
      copies.stayPvols(pair.definition());
      pair.leaveVolumes();
      pair.close();
      gone(pair);
      pair.directory().retire(retired.directory(pair.definition().groupId().toString()));
    } catch (IOException e) {
      return new Failed<>(Kind.STORAGE, "pair " + name + ": " + e.getMessage());
    }
    LinkStop stop = maker.release(pair.definition());
    String note =
        stop == null ? "" : "; the remote's reservation could not be released: " + stop.message();
    return new Done<>("pair " + name + " is deleted; its key records are kept" + aside + note);
  }

  /** Stops all groups in order; hosts must be gone. */
  @Override
  public synchronized void close() {
    images.close();
    // From above: what a pair still has to write goes through those below it.
    for (Pair pair : pairs.sequencedValues().reversed()) {
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
