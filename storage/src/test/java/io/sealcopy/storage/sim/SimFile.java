package io.sealcopy.storage.sim;

import io.sealcopy.storage.file.StorageFile;
import io.sealcopy.storage.sim.FaultPlan.Operation;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A handle on a simulated file, good until the machine's next crash or restart. */
public final class SimFile implements StorageFile {
  private final SimDisk disk;
  private final SimContent content;
  private final String path;
  private final int boot;
  private boolean syncFailed;

  SimFile(SimDisk disk, SimContent content, String path, int boot) {
    this.disk = disk;
    this.content = content;
    this.path = path;
    this.boot = boot;
  }

  @Override
  public String name() {
    return path;
  }

  @Override
  public long size() {
    disk.alive(boot, "size of " + path);
    return content.size();
  }

  @Override
  public void read(ByteBuffer destination, long position) throws IOException {
    disk.alive(boot, "read of " + path);
    disk.mayFail(Operation.READ, path);
    byte[] bytes = new byte[destination.remaining()];
    content.read(position, bytes);
    destination.put(bytes);
  }

  @Override
  public void write(ByteBuffer source, long position) throws IOException {
    disk.alive(boot, "write to " + path);
    disk.mayFail(Operation.WRITE, path);
    disk.mayFail(Operation.SPACE, path);
    boolean cut = disk.cutsAtNextChange();
    byte[] bytes = new byte[source.remaining()];
    source.get(bytes);
    content.write(position, bytes, disk.changes());
    disk.countBytes(bytes.length);
    dieIf(cut, "write to ");
  }

  @Override
  public void reserve(long size) throws IOException {
    disk.alive(boot, "reserve of " + path);
    disk.mayFail(Operation.SPACE, path);
    boolean cut = disk.cutsAtNextChange();
    content.grow(size);
    dieIf(cut, "reserve of ");
  }

  @Override
  public void punchHole(long position, long length) throws IOException {
    disk.alive(boot, "hole in " + path);
    disk.mayFail(Operation.WRITE, path);
    boolean cut = disk.cutsAtNextChange();
    content.zero(position, length, disk.changes());
    dieIf(cut, "hole in ");
  }

  @Override
  public void sync() throws IOException {
    disk.alive(boot, "sync of " + path);
    if (syncFailed) {
      throw new IOException(path + ": an earlier sync failed (simulated)");
    }
    try {
      disk.mayFail(Operation.SYNC, path);
    } catch (IOException e) {
      syncFailed = true;
      throw e;
    }
    disk.countSync();
    dieIf(disk.cutsAtNextChange(), "sync of ");
    content.sync();
  }

  @Override
  public void close() {}

  private void dieIf(boolean cut, String what) {
    if (cut) {
      throw new PowerCut(what + path);
    }
  }
}
