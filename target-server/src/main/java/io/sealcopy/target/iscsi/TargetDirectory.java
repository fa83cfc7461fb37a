package io.sealcopy.target.iscsi;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** The targets of a server and the portals they are reached at. Safe for any thread. */
public final class TargetDirectory {
  private final Map<String, ServedTarget> targets = new ConcurrentSkipListMap<>();
  private final List<InetSocketAddress> portals = new CopyOnWriteArrayList<>();
  private final List<InetSocketAddress> securedPortals = new CopyOnWriteArrayList<>();
  private final AccessPolicy discovery;

  /**
   * @param discovery who may open a discovery session
   */
  public TargetDirectory(AccessPolicy discovery) {
    this.discovery = discovery;
  }

  public AccessPolicy discovery() {
    return discovery;
  }

  public Optional<ServedTarget> find(String name) {
    return Optional.ofNullable(targets.get(name));
  }

  /** In the order of their names. */
  public List<ServedTarget> all() {
    return List.copyOf(targets.values());
  }

  /** False if the name is taken. */
  public boolean add(ServedTarget target) {
    return targets.putIfAbsent(target.name(), target) == null;
  }

  public Optional<ServedTarget> remove(String name) {
    return Optional.ofNullable(targets.remove(name));
  }

  /** Those without TLS, or those with. */
  public List<InetSocketAddress> portals(boolean secured) {
    return secured ? securedPortals : portals;
  }

  public void portal(InetSocketAddress bound, boolean secured) {
    portals(secured).add(bound);
  }
}
