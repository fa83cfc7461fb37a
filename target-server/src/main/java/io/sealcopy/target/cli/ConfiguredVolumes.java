package io.sealcopy.target.cli;

import io.sealcopy.config.Backing;
import io.sealcopy.config.VolumeConfig;
import io.sealcopy.storage.file.StorageDirectory;
import io.sealcopy.storage.volume.MemoryVolume;
import io.sealcopy.storage.volume.ReadOnlyVolume;
import io.sealcopy.storage.volume.Volume;
import io.sealcopy.storage.volume.VolumeFiles;
import io.sealcopy.storage.volume.VolumeFiles.Allocation;
import io.sealcopy.storage.volume.VolumeGeometry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/** Opens the volumes of a configuration that this module can open: not those on other targets. */
public final class ConfiguredVolumes {
  private final StorageDirectory state;

  /** Identities of block devices are kept in {@code state}. */
  public ConfiguredVolumes(StorageDirectory state) {
    this.state = state;
  }

  /**
   * Opens a volume.
   *
   * @throws IOException naming the volume and what is wrong with it
   */
  public Volume open(VolumeConfig config) throws IOException {
    Volume volume =
        switch (config.backing()) {
          case Backing.File(Path path) ->
              VolumeFiles.openFile(
                  path,
                  geometry(config, path),
                  config.thin() ? Allocation.SPARSE : Allocation.PREALLOCATED,
                  UUID::randomUUID);
          case Backing.BlockDevice(Path path) ->
              VolumeFiles.openDevice(
                  path, config.blockLength(), state, "device-" + config.name(), UUID::randomUUID);
          case Backing.Memory _ ->
              new MemoryVolume(
                  UUID.randomUUID(), UUID.randomUUID(), geometry(config, Path.of("memory")));
          case Backing.Iscsi _ ->
              throw new IOException(
                  "volume " + config.name() + ": a LUN of another target is not for this program");
        };
    return config.readOnly()
        ? new ReadOnlyVolume(volume, "volume " + config.name() + " is configured read-only")
        : volume;
  }

  private static VolumeGeometry geometry(VolumeConfig config, Path path) throws IOException {
    long bytes = config.size().isPresent() ? config.size().getAsLong() : sizeOf(config, path);
    if (bytes % config.blockLength() != 0) {
      throw new IOException(
          "volume %s: %d bytes are no multiple of the block length %d"
              .formatted(config.name(), bytes, config.blockLength()));
    }
    return new VolumeGeometry(config.blockLength(), bytes / config.blockLength());
  }

  private static long sizeOf(VolumeConfig config, Path path) throws IOException {
    if (!Files.isRegularFile(path) || Files.size(path) == 0) {
      throw new IOException(
          "volume " + config.name() + ": " + path + " does not exist yet, so it needs a size");
    }
    return Files.size(path);
  }
}
