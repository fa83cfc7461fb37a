package io.sealcopy.storage.volume;

import io.sealcopy.storage.file.ChannelFile;
import io.sealcopy.storage.file.StorageDirectory;
import io.sealcopy.storage.file.StorageFile;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Supplier;

/** Opens files and block devices as volumes, and finds out who they are. */
public final class VolumeFiles {
  private static final String ATOMIC = ".atomic";

  private VolumeFiles() {}

  private static StorageFile createDurably(Path path) throws IOException {
    ChannelFile file = ChannelFile.openOrCreate(path);
    Path parent = Objects.requireNonNull(path.toAbsolutePath().getParent());
    try (FileChannel names = FileChannel.open(parent, StandardOpenOption.READ)) {
      names.force(true);
    }
    return file;
  }

  /** How a volume's file takes its space. */
  public enum Allocation {
    /** As it is written; unmapped blocks are given back. */
    SPARSE,
    /** All at once, so that a write never runs out of space. */
    PREALLOCATED
  }

  /**
   * Opens the file, or creates it with the size that {@code geometry} says. Its identity stands
   * with it (extended attributes {@code user.sealcopy.*}, or a file {@code NAME.sealcopy} beside
   * it) and names the very file: a copy, or a file made anew under the name, is another
   * incarnation. A file {@code NAME.atomic} appears beside it with the first atomic write.
   *
   * @param ids fresh random ids
   * @throws IOException when the file cannot be opened or reserved, or has another size
   */
  public static FileVolume openFile(
      Path path, VolumeGeometry geometry, Allocation allocation, Supplier<UUID> ids)
      throws IOException {
    boolean fresh = !Files.exists(path);
    if (!fresh && !Files.isRegularFile(path)) {
      throw new IOException(path + " is not a regular file; open it as a device");
    }
    ChannelFile file = ChannelFile.openOrCreate(path);
    try {
      long size = file.size();
      if (!fresh && size != 0 && size != geometry.byteCount()) {
        throw new IOException(
            "%s has %d bytes, the volume has %d".formatted(path, size, geometry.byteCount()));
      }
      if (allocation == Allocation.PREALLOCATED) {
        file.reserve(geometry.byteCount());
      } else if (size == 0) {
        file.extend(geometry.byteCount());
      }
      file.sync();
      VolumeIdentity identity = FileIdentity.of(path, ids);
      Path log = Path.of(path + ATOMIC);
      if (Files.exists(log)) {
        AtomicWrites.open(ChannelFile.openOrCreate(log), file, identity.incarnation()).close();
      }
      boolean thin = allocation == Allocation.SPARSE;
      return new FileVolume(file, geometry, identity, thin, () -> createDurably(log));
    } catch (IOException e) {
      file.close();
      throw e;
    }
  }

  /**
   * Opens a block device whole.
   *
   * @param state where the identity is kept, in the file {@code name}; another device or another
   *     size than remembered there is another incarnation
   * @throws IOException when there is no such device or its size is no multiple of the block length
   */
  public static FileVolume openDevice(
      Path path, int blockLength, StorageDirectory state, String name, Supplier<UUID> ids)
      throws IOException {
    if (!Files.exists(path)) {
      throw new NoSuchFileException(path.toString(), null, "there is no such device");
    }
    if (Files.isRegularFile(path) || Files.isDirectory(path)) {
      throw new IOException(path + " is not a block device");
    }
    ChannelFile file = ChannelFile.openExisting(path, true);
    try {
      long size = file.size();
      if (size == 0 || size % blockLength != 0) {
        throw new IOException(
            "%s has %d bytes, not a multiple of %d".formatted(path, size, blockLength));
      }
      VolumeIdentity identity = DeviceIdentity.of(path, size, state, name, ids);
      VolumeGeometry geometry = new VolumeGeometry(blockLength, size / blockLength);
      String log = name + ATOMIC;
      if (state.exists(log)) {
        AtomicWrites.open(state.open(log), file, identity.incarnation()).close();
      }
      return new FileVolume(file, geometry, identity, false, () -> state.open(log));
    } catch (IOException e) {
      file.close();
      throw e;
    }
  }
}
