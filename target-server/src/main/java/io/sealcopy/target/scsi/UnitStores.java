package io.sealcopy.target.scsi;

import io.sealcopy.protocol.unit.UnitFile;
import io.sealcopy.storage.file.StorageDirectory;
import io.sealcopy.target.Threads;
import java.io.IOException;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The unit stores of a program: files {@code units/<volume name>/<part>}. */
public final class UnitStores implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(UnitStores.class);

  private final StorageDirectory state;
  private final ExecutorService disk;

  /**
   * @param state the program's state directory; stays the caller's
   * @param disk where files are written: one task after the other, in order; closed with this
   */
  public UnitStores(StorageDirectory state, ExecutorService disk) {
    this.state = state;
    this.disk = disk;
  }

  /** With a thread of its own. */
  public static UnitStores open(StorageDirectory state) {
    return new UnitStores(state, Threads.pool("units", 1));
  }

  /** Returns when everything given to save is durable; later saves fail. */
  @Override
  public void close() {
    disk.close();
  }

  /**
   * Opens the store of a unit and reads all of it.
   *
   * @param volume the volume's name in the configuration
   * @param unit the volume's id; what a volume of another id left behind is ignored
   * @throws IOException naming a file that cannot be read or is damaged
   */
  public UnitStore of(String volume, UUID unit) throws IOException {
    StorageDirectory directory = state.directory("units").directory(volume);
    Map<String, byte[]> parts = new ConcurrentHashMap<>();
    for (String part : directory.list()) {
      UnitFile file = UnitFile.decode(directory.readAll(part));
      if (file == null) {
        throw new IOException(
            "state of volume %s: units/%s/%s is damaged; delete it to go on without"
                .formatted(volume, volume, part));
      }
      if (file.unit().equals(unit)) {
        parts.put(part, file.content());
      } else {
        LOG.warn("volume {}: its state \"{}\" is that of another volume, ignored", volume, part);
      }
    }
    return new Kept(volume, unit, directory, parts);
  }

  private final class Kept implements UnitStore {
    private final String volume;
    private final UUID unit;
    private final StorageDirectory directory;
    private final Map<String, byte[]> parts;

    Kept(String volume, UUID unit, StorageDirectory directory, Map<String, byte[]> parts) {
      this.volume = volume;
      this.unit = unit;
      this.directory = directory;
      this.parts = parts;
    }

    @Override
    public boolean durable() {
      return true;
    }

    @Override
    public byte @Nullable [] load(String part) {
      return parts.get(part);
    }

    @Override
    public void save(String part, byte[] content, Saved saved) {
      change(
          part,
          saved,
          () -> {
            directory.replace(part, new UnitFile(unit, content).encode());
            parts.put(part, content);
          });
    }

    @Override
    public void delete(String part, Saved saved) {
      change(
          part,
          saved,
          () -> {
            directory.delete(part);
            parts.remove(part);
          });
    }

    private void change(String part, Saved saved, Change change) {
      try {
        disk.execute(() -> changeNow(part, saved, change));
      } catch (RejectedExecutionException _) {
        saved.done("the program is ending");
      }
    }

    private void changeNow(String part, Saved saved, Change change) {
      String failure = null;
      try {
        change.make();
      } catch (IOException e) {
        failure = "units/%s/%s cannot be written: %s".formatted(volume, part, e.getMessage());
        LOG.error("volume {}: {}", volume, failure);
      }
      saved.done(failure);
    }
  }

  @FunctionalInterface
  private interface Change {
    void make() throws IOException;
  }
}
