package io.sealcopy.storage.sim;

import io.sealcopy.storage.file.StorageDirectory;
import io.sealcopy.storage.file.StorageFile;
import io.sealcopy.storage.sim.FaultPlan.Operation;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.List;

/** A directory of a simulated disk; names are durable as those of a real one are. */
public final class SimDirectory implements StorageDirectory {
  private final SimDisk disk;
  private final String prefix;
  private final int boot;

  SimDirectory(SimDisk disk, String prefix, int boot) {
    this.disk = disk;
    this.prefix = prefix;
    this.boot = boot;
  }

  @Override
  public List<String> list() {
    disk.alive(boot, "list of " + prefix);
    return below(disk.files().keySet().stream().toList());
  }

  @Override
  public List<String> directories() {
    disk.alive(boot, "list of " + prefix);
    return below(disk.directoryPaths().stream().toList());
  }

  @Override
  public StorageFile open(String name) {
    disk.alive(boot, "open of " + path(name));
    SimContent content = disk.files().computeIfAbsent(path(name), _ -> new SimContent());
    return new SimFile(disk, content, path(name), boot);
  }

  @Override
  public boolean exists(String name) {
    disk.alive(boot, "lookup of " + path(name));
    return disk.files().containsKey(path(name));
  }

  @Override
  public void replace(String name, byte[] content) throws IOException {
    disk.alive(boot, "replacement of " + path(name));
    disk.mayFail(Operation.WRITE, path(name));
    disk.mayFail(Operation.SPACE, path(name));
    boolean cut = disk.cutsAtNextChange();
    if (!cut || disk.random().nextBoolean()) {
      SimContent fresh = new SimContent();
      fresh.write(0, content, disk.changes());
      fresh.sync();
      disk.files().put(path(name), fresh);
    }
    disk.countSync();
    dieIf(cut, "replacement of ", name);
  }

  @Override
  public byte[] readAll(String name) throws IOException {
    disk.alive(boot, "read of " + path(name));
    disk.mayFail(Operation.READ, path(name));
    SimContent content = disk.files().get(path(name));
    if (content == null) {
      throw new NoSuchFileException(path(name));
    }
    byte[] bytes = new byte[Math.toIntExact(content.size())];
    content.read(0, bytes);
    return bytes;
  }

  @Override
  public void delete(String name) {
    disk.alive(boot, "deletion of " + path(name));
    boolean cut = disk.cutsAtNextChange();
    if (!cut || disk.random().nextBoolean()) {
      disk.files().remove(path(name));
    }
    dieIf(cut, "deletion of ", name);
  }

  @Override
  public StorageDirectory directory(String name) {
    disk.alive(boot, "directory " + path(name));
    disk.directoryPaths().add(path(name));
    return new SimDirectory(disk, path(name) + "/", boot);
  }

  @Override
  public void close() {}

  private void dieIf(boolean cut, String what, String name) {
    if (cut) {
      throw new PowerCut(what + path(name));
    }
  }

  private List<String> below(List<String> paths) {
    return paths.stream()
        .filter(path -> path.startsWith(prefix) && path.indexOf('/', prefix.length()) < 0)
        .map(path -> path.substring(prefix.length()))
        .toList();
  }

  private String path(String name) {
    if (name.isEmpty() || name.startsWith(".") || name.indexOf('/') >= 0) {
      throw new IllegalArgumentException("not a name in a state directory: '" + name + "'");
    }
    return prefix + name;
  }
}
