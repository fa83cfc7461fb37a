package io.sealcopy.storage.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * A file whose aligned reads and writes pass by the page cache (O_DIRECT): for what is written
 * once, made durable at once and read once at most. That saves copying it, and a sync has nothing
 * left to write but only to empty the device's own cache. Every other access, and every one where
 * the file system has no such way, goes through the cache; the kernel keeps both consistent.
 */
final class DirectFile implements StorageFile {
  private final ChannelFile cached;
  private final DirectAccess direct;

  private DirectFile(ChannelFile cached, DirectAccess direct) {
    this.cached = cached;
    this.direct = direct;
  }

  /**
   * The file {@code path}, which {@code cached} has open; that itself where there is no O_DIRECT.
   */
  static StorageFile over(ChannelFile cached, Path path) {
    DirectAccess direct = DirectAccess.to(path);
    return direct.work() ? new DirectFile(cached, direct) : cached;
  }

  @Override
  public String name() {
    return cached.name();
  }

  @Override
  public long size() throws IOException {
    return cached.size();
  }

  @Override
  public void read(ByteBuffer destination, long position) throws IOException {
    if (!direct.read(destination, position)) {
      cached.read(destination, position);
    }
  }

  @Override
  public void write(ByteBuffer source, long position) throws IOException {
    if (!direct.write(source, position)) {
      cached.write(source, position);
    }
  }

  @Override
  public void reserve(long size) throws IOException {
    cached.reserve(size);
  }

  @Override
  public void reserveRange(long position, long length) throws IOException {
    cached.reserveRange(position, length);
  }

  @Override
  public void punchHole(long position, long length) throws IOException {
    cached.punchHole(position, length);
  }

  @Override
  public void sync() throws IOException {
    cached.sync();
  }

  @Override
  public void close() throws IOException {
    direct.close();
    cached.close();
  }
}
