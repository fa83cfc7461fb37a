package io.sealcopy.storage.sim;

import io.sealcopy.storage.file.StorageDirectory;
import io.sealcopy.storage.file.StorageFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * A directory that tells before each sync of a file, and leaves it out when told so: where a sync
 * thread waits, others go on; and a disk that lies is a bug to plant.
 */
public record WatchedDirectory(StorageDirectory directory, SyncWatch watch)
    implements StorageDirectory {
  /** Who is told. */
  @FunctionalInterface
  public interface SyncWatch {
    /** Called before a sync of the file: whether it is to be done. */
    boolean maySync(String file);
  }

  @Override
  public List<String> list() throws IOException {
    return directory.list();
  }

  @Override
  public List<String> directories() throws IOException {
    return directory.directories();
  }

  @Override
  public StorageFile open(String name) throws IOException {
    return new WatchedFile(directory.open(name), name, watch);
  }

  @Override
  public boolean exists(String name) throws IOException {
    return directory.exists(name);
  }

  @Override
  public void replace(String name, byte[] content) throws IOException {
    directory.replace(name, content);
  }

  @Override
  public byte[] readAll(String name) throws IOException {
    return directory.readAll(name);
  }

  @Override
  public void delete(String name) throws IOException {
    directory.delete(name);
  }

  @Override
  public StorageDirectory directory(String name) throws IOException {
    return new WatchedDirectory(directory.directory(name), watch);
  }

  @Override
  public void close() throws IOException {
    directory.close();
  }

  private record WatchedFile(StorageFile file, String plainName, SyncWatch watch)
      implements StorageFile {
    @Override
    public String name() {
      return file.name();
    }

    @Override
    public long size() throws IOException {
      return file.size();
    }

    @Override
    public void read(ByteBuffer destination, long position) throws IOException {
      file.read(destination, position);
    }

    @Override
    public void write(ByteBuffer source, long position) throws IOException {
      file.write(source, position);
    }

    @Override
    public void reserve(long size) throws IOException {
      file.reserve(size);
    }

    @Override
    public void punchHole(long position, long length) throws IOException {
      file.punchHole(position, length);
    }

    @Override
    public void sync() throws IOException {
      if (watch.maySync(plainName)) {
        file.sync();
      }
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }
}
