package io.sealcopy.storage.file;

import java.io.IOException;
import java.util.List;

/**
 * The directory that holds one component's state. Owned by one process at a time: opening it takes
 * a lock (a state directory belongs to one process).
 */
public interface StorageDirectory extends AutoCloseable {
  /** Names of the files here, sorted. */
  List<String> list() throws IOException;

  /** Names of the directories here, sorted. */
  List<String> directories() throws IOException;

  /** Opens a file for reading and writing, creating it empty, mode 0600, when it is missing. */
  StorageFile open(String name) throws IOException;

  /**
   * Opens a file as {@link #open} does, for large writes that are made durable at once and hardly
   * ever read: where that is possible, aligned ones pass by the page cache.
   */
  default StorageFile openDirect(String name) throws IOException {
    return open(name);
  }

  boolean exists(String name) throws IOException;

  /**
   * Replaces the file's whole content in one durable step: after a crash it is the old content or
   * the new, never a mixture.
   */
  void replace(String name, byte[] content) throws IOException;

  /** The whole content of a small file. */
  byte[] readAll(String name) throws IOException;

  /** Deletes durably; missing is no error. */
  void delete(String name) throws IOException;

  /** A directory below this one, created when missing. */
  StorageDirectory directory(String name) throws IOException;

  @Override
  void close() throws IOException;
}
