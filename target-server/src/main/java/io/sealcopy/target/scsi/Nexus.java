package io.sealcopy.target.scsi;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * One initiator's session with one target: the I_T nexus. Lives from the end of login to the
 * session's end. Safe for any thread.
 */
public final class Nexus {
  private final NexusId id;
  private final int tsih;
  private final Optional<String> user;
  private final PeerLink link;
  private final TaskControl tasks;
  private final Map<Class<?>, Object> attachments = new ConcurrentHashMap<>();
  private final List<Runnable> lossListeners = new CopyOnWriteArrayList<>();
  private volatile Map<Integer, LunNexus> units = Map.of();
  private boolean lost;

  /** Without TLS. */
  public Nexus(NexusId id, int tsih, Optional<String> user, TaskControl tasks) {
    this(id, tsih, user, PeerLink.PLAIN, tasks);
  }

  /**
   * @param tsih 1 to 65535
   * @param user the CHAP name the initiator proved, empty when it did not authenticate
   * @param link how all of its connections are secured
   * @param tasks the session's tasks, to be aborted from elsewhere
   */
  public Nexus(NexusId id, int tsih, Optional<String> user, PeerLink link, TaskControl tasks) {
    this.link = link;
    this.id = id;
    this.tsih = tsih;
    this.user = user;
    this.tasks = tasks;
  }

  public NexusId id() {
    return id;
  }

  public String initiatorName() {
    return id.initiatorName();
  }

  public String targetName() {
    return id.targetName();
  }

  public int tsih() {
    return tsih;
  }

  /** Whether the initiator proved by CHAP who it is. */
  public boolean authenticated() {
    return user.isPresent();
  }

  /** The name it proved by CHAP. */
  public Optional<String> user() {
    return user;
  }

  /** How its connections are secured. */
  public PeerLink link() {
    return link;
  }

  public TaskControl tasks() {
    return tasks;
  }

  /** What a part of the program keeps for this nexus, one object a type; null when absent. */
  public <T> @Nullable T attachment(Class<T> type) {
    return type.cast(attachments.get(type));
  }

  public <T> void attach(Class<T> type, T value) {
    attachments.put(type, value);
  }

  public void detach(Class<?> type) {
    attachments.remove(type);
  }

  /**
   * Runs {@code listener} once when the nexus is lost, on the session's thread, after its tasks are
   * aborted; at once when it is lost already. Must not block.
   */
  public void whenLost(Runnable listener) {
    synchronized (this) {
      if (!lost) {
        lossListeners.add(listener);
        return;
      }
    }
    listener.run();
  }

  /** Told once by the session when it has ended. */
  public void end() {
    synchronized (this) {
      if (lost) {
        return;
      }
      lost = true;
    }
    lossListeners.forEach(Runnable::run);
    attachments.clear();
  }

  /** The unit at {@code number} as this nexus reaches it, or null. */
  public @Nullable LunNexus unit(int number) {
    return units.get(number);
  }

  /** All units this nexus reaches. */
  public Map<Integer, LunNexus> units() {
    return units;
  }

  void units(Map<Integer, LunNexus> now) {
    units = Map.copyOf(now);
  }

  @Override
  public String toString() {
    return id.initiatorPort() + " -> " + id.targetName();
  }
}
