package io.sealcopy.bench.micro;

import io.sealcopy.storage.file.StorageFile;
import java.nio.ByteBuffer;

/**
 * A file that keeps its first page, forgets what else is written, and reads as zeros there: what
 * remains is our own work.
 */
final class NoFile implements StorageFile {
  private static final int PAGE = 4096;

  private final ByteBuffer first = ByteBuffer.allocate(PAGE);
  private long size;

  @Override
  public String name() {
    return "no file";
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public void read(ByteBuffer destination, long position) {
    if (position == 0) {
      destination.put(first.clear().limit(Math.min(PAGE, destination.remaining())));
    }
    while (destination.hasRemaining()) {
      destination.put((byte) 0);
    }
  }

  @Override
  public void write(ByteBuffer source, long position) {
    if (position == 0) {
      first.put(0, source, source.position(), Math.min(PAGE, source.remaining()));
    }
    source.position(source.limit());
  }

  @Override
  public void reserve(long newSize) {
    size = newSize;
  }

  @Override
  public void punchHole(long position, long length) {}

  @Override
  public void sync() {}

  @Override
  public void close() {}
}
