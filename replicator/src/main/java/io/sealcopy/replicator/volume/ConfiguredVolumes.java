package io.sealcopy.replicator.volume;

import io.sealcopy.config.Backing;
import io.sealcopy.config.VolumeConfig;
import io.sealcopy.storage.file.ChannelFile;
import io.sealcopy.storage.file.StorageDirectory;
import io.sealcopy.storage.volume.MemoryVolume;
import io.sealcopy.storage.volume.ReadOnlyVolume;
import io.sealcopy.storage.volume.Volume;
import io.sealcopy.storage.volume.VolumeFiles;
import io.sealcopy.storage.volume.VolumeGeometry;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.UUID;

/** Opens the volumes that the configuration names. */
public final class ConfiguredVolumes {
  private ConfiguredVolumes() {}

  /**
   * Opens one volume.
   *
   * @param initiatorName our own name at another target
   * @param state where identities of devices are kept
   * @throws IOException naming the volume and what is wrong
   */
  public static Volume open(VolumeConfig config, String initiatorName, StorageDirectory state)
      throws IOException {
    try {
      Volume volume = openBacking(config, initiatorName, state);
      return config.readOnly()
          ? new ReadOnlyVolume(volume, "volume " + config.name() + " is read-only")
          : volume;
    } catch (IOException e) {
      throw new IOException("volume " + config.name() + ": " + e.getMessage(), e);
    }
  }

  private static Volume openBacking(
      VolumeConfig config, String initiatorName, StorageDirectory state) throws IOException {
    return switch (config.backing()) {
      case Backing.File(Path path) ->
          VolumeFiles.openFile(
              path,
              geometry(config, path),
              config.thin() ? VolumeFiles.Allocation.SPARSE : VolumeFiles.Allocation.PREALLOCATED,
              UUID::randomUUID);
      case Backing.BlockDevice(Path path) -> openDevice(config, path, state);
      case Backing.Memory() ->
          new MemoryVolume(
              UUID.nameUUIDFromBytes(
                  (initiatorName + "/" + config.name())
                      .getBytes(java.nio.charset.StandardCharsets.UTF_8)),
              UUID.randomUUID(),
              new VolumeGeometry(
                  config.blockLength(), config.size().orElseThrow() / config.blockLength()));
      case Backing.Iscsi iscsi -> InitiatorVolume.open(config.name(), iscsi, initiatorName, state);
    };
  }

  private static Volume openDevice(VolumeConfig config, Path path, StorageDirectory state)
      throws IOException {
    // Where `sealcopy remote` keeps it: a site that changes its role keeps its volumes.
    String known = "device-" + config.name();
    return state.exists(known)
        ? VolumeFiles.openDevice(path, config.blockLength(), state, known, UUID::randomUUID)
        : VolumeFiles.openDevice(
            path,
            config.blockLength(),
            state.directory("devices"),
            config.name(),
            UUID::randomUUID);
  }

  private static VolumeGeometry geometry(VolumeConfig config, Path path) throws IOException {
    long size = config.size().isPresent() ? config.size().getAsLong() : sizeOf(path);
    if (size <= 0 || size % config.blockLength() != 0) {
      throw new IOException(
          "%s: %d bytes are no multiple of the block length %d"
              .formatted(path, size, config.blockLength()));
    }
    return new VolumeGeometry(config.blockLength(), size / config.blockLength());
  }

  private static long sizeOf(Path path) throws IOException {
    try (ChannelFile file = ChannelFile.openExisting(path, false)) {
      return file.size();
    } catch (NoSuchFileException e) {
      throw new IOException(path + " does not exist: say how large it shall be (size)", e);
    }
  }
}
