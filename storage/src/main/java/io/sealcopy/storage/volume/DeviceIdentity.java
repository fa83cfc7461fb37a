package io.sealcopy.storage.volume;

import io.sealcopy.storage.file.StorageDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * The identity of a volume on a block device, kept in a state directory and bound to the device's
 * size and, where the kernel tells one, its serial number: device names change between starts.
 */
final class DeviceIdentity {
  private DeviceIdentity() {}

  static VolumeIdentity of(
      Path path, long size, StorageDirectory state, String name, Supplier<UUID> ids)
      throws IOException {
    String bound = size + "@" + serial(path);
    IdentityText.Stored stored =
        state.exists(name) ? IdentityText.decode(state.readAll(name)) : null;
    if (stored != null && stored.boundTo().equals(bound)) {
      return stored.identity();
    }
    UUID id = stored == null ? ids.get() : stored.identity().id();
    VolumeIdentity identity = new VolumeIdentity(id, ids.get());
    state.replace(name, IdentityText.encode(identity, bound));
    return identity;
  }

  /** What the kernel says about the device that is not its name. */
  private static String serial(Path path) throws IOException {
    String device = String.valueOf(path.toRealPath().getFileName());
    for (String place :
        new String[] {"wwid", "serial", "device/wwid", "device/serial", "dm/uuid"}) {
      Path file = Path.of("/sys/class/block", device, place);
      if (Files.isReadable(file)) {
        String text = Files.readString(file).strip();
        if (!text.isEmpty()) {
          return text;
        }
      }
    }
    return "unknown";
  }
}
