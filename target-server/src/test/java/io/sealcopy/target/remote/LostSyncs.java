package io.sealcopy.target.remote;

import io.sealcopy.storage.file.StorageDirectory;
import io.sealcopy.storage.file.StorageFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/** A directory in which nothing of one file is made durable: a bug to plant. */
record LostSyncs(StorageDirectory directory, String file) implements StorageDirectory {
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
    StorageFile opened = directory.open(name);
    return name.equals(file) ? new Unsynced(opened) : opened;
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
    return directory.directory(name);
  }

  @Override
  public void close() throws IOException {
    directory.close();
  }

  private record Unsynced(StorageFile of) implements StorageFile {
    @Override
    public String name() {
      return of.name();
    }

    @Override
    public long size() throws IOException {
      return of.size();
    }

    @Override
    public void read(ByteBuffer destination, long position) throws IOException {
      of.read(destination, position);
    }

    @Override
    public void write(ByteBuffer source, long position) throws IOException {
      of.write(source, position);
    }

    @Override
    public void reserve(long size) throws IOException {
      of.reserve(size);
    }

    @Override
    public void punchHole(long position, long length) throws IOException {
      of.punchHole(position, length);
    }

    @Override
    public void sync() {}

    @Override
    public void close() throws IOException {
      of.close();
    }
  }
}
