package io.sealcopy.storage.file;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * One file, or block device, with explicit durability: what was written is kept after a crash of
 * the machine only once {@link #sync} has returned. Journals and tables are written against this
 * interface, so that the simulation can tear, lose and damage what they wrote.
 *
 * <p>Positional, without a file pointer; safe for concurrent use.
 */
public interface StorageFile extends AutoCloseable {
  /** The name used in messages to people. */
  String name();

  /** Bytes. */
  long size() throws IOException;

  /**
   * Fills {@code destination} from {@code position}, looping over short reads; bytes past the end
   * of the file read as zeros.
   */
  void read(ByteBuffer destination, long position) throws IOException;

  /** Writes all of {@code source} at {@code position}, growing the file when needed. */
  void write(ByteBuffer source, long position) throws IOException;

  /** Reserves space up to {@code size} bytes now, so that later writes cannot run out of it. */
  void reserve(long size) throws IOException;

  /**
   * Reserves space for a part of the file, where the file system can do that; the content stays.
   *
   * @throws OutOfSpaceException when there is none, before anything has changed
   */
  default void reserveRange(long position, long length) throws IOException {}

  /** Deallocates the range, which reads as zeros afterwards; the size is unchanged. */
  void punchHole(long position, long length) throws IOException;

  /** Returns when everything written before the call survives a power cut (fdatasync). */
  void sync() throws IOException;

  @Override
  void close() throws IOException;
}
