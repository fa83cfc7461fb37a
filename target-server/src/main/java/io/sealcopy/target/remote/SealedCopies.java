package io.sealcopy.target.remote;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.sealcopy.config.MemoryConfig;
import io.sealcopy.config.Role;
import io.sealcopy.protocol.vendor.BindCopy;
import io.sealcopy.protocol.vendor.CopyStatus.Fault;
import io.sealcopy.storage.file.StorageDirectory;
import io.sealcopy.storage.volume.Volume;
import io.sealcopy.target.Threads;
import io.sealcopy.target.scsi.Nexus;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All sealed copies of a remote centre and their groups. Copies are added, then it is started; from
 * then on it is safe for any thread.
 */
public final class SealedCopies implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SealedCopies.class);

  private final StorageDirectory state;
  private final GroupFiles files;
  private final int patience;
  private final MemoryConfig memoryLimits;
  private final MeterRegistry registry;
  private final List<SealedCopy> copies = new ArrayList<>();
  private final List<CopyGroup> groups = new CopyOnWriteArrayList<>();
  private final Map<Nexus, CopySession> sessions = new ConcurrentHashMap<>();
  private final AtomicLong sessionIds = new AtomicLong();
  private final ExecutorService binding = Threads.pool("bind", 1);
  private @Nullable CopyStore store;
  private @Nullable ReceiveMemory memory;

  /**
   * Opens nothing yet.
   *
   * @param state the state directory of the remote centre
   * @param memory for what is received
   * @param patience see {@link CopyPorts#patienceAfterDisaster}
   */
  public SealedCopies(
      StorageDirectory state,
      GroupFiles files,
      MemoryConfig memory,
      int patience,
      MeterRegistry registry) {
    this.state = state;
    this.files = files;
    this.memoryLimits = memory;
    this.patience = patience;
    this.registry = registry;
  }

  /**
   * A copy on a volume.
   *
   * @param place how its blocks are put there
   * @param roles what a nexus may do with it
   */
  public SealedCopy add(
      String name, Volume volume, CopyBlocks place, Function<Nexus, Set<Role>> roles)
      throws IOException {
    StorageDirectory directory = CopyStore.directoryOf(state, name);
    CopyMember member =
        new CopyMember(
            new CopyDirectory(
                name, directory, place, volume.geometry(), volume.traits().incarnation()));
    member.differs().load();
    SealedCopy copy = new SealedCopy(member, volume, roles, this, new CopyMetrics(registry, name));
    copies.add(copy);
    return copy;
  }

  /**
   * Opens every group and applies what its receive journal holds.
   *
   * @throws IOException when the state directory cannot be read; a group's own trouble is its fault
   */
  public void start() throws IOException {
    CopyStore opened =
        new CopyStore(state, copies.stream().map(SealedCopy::member).toList(), files);
    store = opened;
    memory = new ReceiveMemory(memoryLimits, copies.size());
    for (GroupOpening opening : opened.open()) {
      List<CopyMember> members = List.copyOf(opening.members());
      CopyGroup group = start(opening);
      copies.stream().filter(c -> members.contains(c.member())).forEach(c -> c.belongsTo(group));
    }
    for (SealedCopy copy : copies) {
      copy.member().fault().ifPresent(fault -> LOG.error("{}", fault.text()));
    }
  }

  private CopyGroup start(GroupOpening opening) {
    CopyGroup group =
        new CopyGroup(
            opening,
            patience,
            Objects.requireNonNull(memory).ofGroup(),
            new GroupMetrics(registry, opening.groupId()),
            this::drop);
    groups.add(group);
    return group;
  }

  /** The volumes that are copies now, in the order in which they were added. */
  public List<SealedCopy> copies() {
    return copies.stream().filter(SealedCopy::isServing).toList();
  }

  /** The one of this name, whether it is a copy now or not. */
  SealedCopy any(String name) {
    return copies.stream().filter(copy -> copy.name().equals(name)).findFirst().orElseThrow();
  }

  /** Every group as it was after its last batch of events. */
  public List<GroupStatistics> groups() {
    return groups.stream().map(CopyGroup::statistics).toList();
  }

  /** What an operator has to look at: faults of groups, and of copies that are in none. */
  public List<String> trouble() {
    List<String> trouble = new ArrayList<>();
    for (GroupStatistics group : groups()) {
      group
          .fault()
          .ifPresent(fault -> trouble.add("group " + group.groupId() + ": " + fault.text()));
      group
          .stalled()
          .ifPresent(why -> trouble.add("group " + group.groupId() + " stands still: " + why));
      if (group.disaster()) {
        trouble.add("group " + group.groupId() + ": a disaster at its main centre was reported");
      }
    }
    for (SealedCopy copy : copies) {
      Optional<Fault> fault = copy.member().fault();
      fault.ifPresent(found -> trouble.add(found.text()));
    }
    return trouble;
  }

  /** The session of a nexus, the same for all copies. */
  CopySession sessionOf(Nexus nexus) {
    CopySession known = sessions.get(nexus);
    if (known != null) {
      return known;
    }
    CopySession made = new CopySession(sessionIds.incrementAndGet(), new WriteOrder());
    CopySession earlier = sessions.putIfAbsent(nexus, made);
    if (earlier != null) {
      return earlier;
    }
    nexus.whenLost(() -> sessions.remove(nexus));
    return made;
  }

  private void drop(String reason, long id) {
    sessions.forEach((nexus, session) -> {
      if (session.id() == id) {
        nexus.tasks().drop(reason);
      }
    });
  }

  /** The main centre of this name has opened a nexus with a group: what it holds is its own. */
  void openedBy(CopyGroup group, String initiator) {
    group.belongsTo(initiator);
    Gauge.builder("sealcopy.receive.initiator.memory", memory, all -> held(all, initiator))
        .tag("initiator", initiator)
        .register(registry);
  }

  private static double held(@Nullable ReceiveMemory memory, String initiator) {
    return memory == null ? 0 : memory.heldBy(initiator);
  }

  /**
   * Ends a group and keeps its files: its copies belong to none, and can be bound.
   *
   * @return its copies, in the order of its members
   */
  synchronized List<SealedCopy> leave(CopyGroup group) {
    List<SealedCopy> left = copies.stream().filter(c -> group.equals(c.group())).toList();
    group.close();
    groups.remove(group);
    for (SealedCopy copy : left) {
      copy.belongsTo(null);
      copy.member().unbind();
    }
    return left;
  }

  /** Opens a group again that was left. */
  synchronized void reopen(UUID groupId) throws IOException {
    GroupOpening opening = store().open(groupId);
    List<CopyMember> members = List.copyOf(opening.members());
    CopyGroup group = start(opening);
    copies.stream().filter(c -> members.contains(c.member())).forEach(c -> c.belongsTo(group));
  }

  /**
   * Binds a copy that belongs to no group, or to one that was never used; one after the other,
   * since two may want one group.
   */
  void bind(SealedCopy copy, CopyEvent.Bind event) {
    binding.execute(() -> bindNow(copy, event));
  }

  /** Undoes a binding, one after the other with those that bind. */
  void unbind(SealedCopy copy, BindCopy list, CopyAnswer.Listener listener) {
    binding.execute(() -> listener.answered(unbindNow(copy, list)));
  }

  private synchronized CopyAnswer unbindNow(SealedCopy copy, BindCopy list) {
    try {
      return new Unbinding(this, state).run(copy, list);
    } catch (IOException e) {
      return new CopyAnswer.NotReady("unbinding failed: " + e.getMessage());
    }
  }

  private synchronized void bindNow(SealedCopy copy, CopyEvent.Bind event) {
    CopyGroup bound = copy.group();
    if (bound != null && isUnused(bound, event.list().groupId())) {
      LOG.info("group {} was never used: its copies may be bound anew", bound.id());
      try {
        for (SealedCopy left : leave(bound)) {
          CopyStore.release(state, left.name());
        }
        bound = null;
      } catch (IOException e) {
        event.listener().answered(new CopyAnswer.NotReady("binding failed: " + e.getMessage()));
        return;
      }
    }
    if (bound != null) {
      bound.post(event);
      return;
    }
    Optional<Fault> fault = copy.member().fault();
    if (fault.isPresent()) {
      event.listener().answered(new CopyAnswer.NotReady(fault.get().text()));
      return;
    }
    UUID groupId = event.list().groupId();
    Optional<CopyGroup> known = groups.stream().filter(g -> g.id().equals(groupId)).findFirst();
    try {
      CopyGroup group = known.isPresent() ? known.get() : start(store().create(groupId));
      CompletableFuture<CopyAnswer> answered = new CompletableFuture<>();
      group.post(new CopyEvent.Bind(event.member(), event.list(), answered::complete));
      CopyAnswer answer = answered.join();
      if (answer instanceof CopyAnswer.Done) {
        copy.belongsTo(group);
      } else if (known.isEmpty()) {
        groups.remove(group);
        group.close();
      }
      event.listener().answered(answer);
    } catch (IOException e) {
      event.listener().answered(new CopyAnswer.NotReady("binding failed: " + e.getMessage()));
    }
  }

  /** The attempt to make a pair with it was not completed: no main centre has its definition. */
  private static boolean isUnused(CopyGroup group, UUID other) {
    Optional<GroupState> known = group.statistics().state();
    return !group.id().equals(other) && known.isPresent() && known.get().nexus().isEmpty();
  }

  private CopyStore store() {
    if (store == null) {
      throw new IllegalStateException("the copies were not started");
    }
    return store;
  }

  /** Puts every group into a checkpoint and gives the files back; the volumes stay open. */
  @Override
  public void close() {
    binding.close();
    groups.forEach(CopyGroup::close);
  }
}
