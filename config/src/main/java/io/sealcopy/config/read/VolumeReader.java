package io.sealcopy.config.read;

import io.sealcopy.config.Backing;
import io.sealcopy.config.VolumeConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SequencedMap;
import java.util.TreeMap;

/** Reads the volumes of a target and checks them against each other and the file system. */
final class VolumeReader {
  private static final int LAST_LUN = 16383;
  private static final long LEAST_SANITIZE_RATE = 1 << 20;
  private static final SequencedMap<String, Integer> BLOCK_LENGTHS =
      new TreeMap<>(Map.of("512", 512, "4096", 4096)).reversed();

  private final Map<String, String> names = new HashMap<>();
  private final Map<Integer, String> luns = new HashMap<>();
  private final Map<Path, String> paths = new HashMap<>();

  List<VolumeConfig> read(Section target) {
    List<VolumeConfig> volumes = new ArrayList<>();
    for (Section in : target.sections("volumes", "volume")) {
      volumes.add(volume(in));
    }
    return List.copyOf(volumes);
  }

  private VolumeConfig volume(Section in) {
    String name = Scalars.name(in, "name");
    if (in.sound("name") && names.putIfAbsent(name, name) != null) {
      in.problem("name", "a volume before this is called \"" + name + "\" too", "choose another");
    }
    int lun = Scalars.number(in, "lun", 0, LAST_LUN);
    if (in.sound("lun")) {
      String other = luns.putIfAbsent(lun, name);
      if (other != null) {
        in.problem("lun", lun + " is taken by the volume \"" + other + "\"", "choose another");
      }
    }
    Backing backing = backing(in.section("backing", "backing"), name);
    int blockLength =
        Scalars.choice(in, "block-length", Scalars.text(in, "block-length"), BLOCK_LENGTHS)
            .orElse(512);
    OptionalLong size = Scalars.optionalSize(in, "size", 1);
    checkSize(in, backing, size, blockLength);
    VolumeConfig volume =
        new VolumeConfig(
            name,
            lun,
            backing,
            size,
            blockLength,
            Scalars.flag(in, "thin"),
            Scalars.flag(in, "read-only"),
            Scalars.flag(in, "removable"),
            Scalars.size(in, "sanitize-rate", LEAST_SANITIZE_RATE));
    in.done();
    return volume;
  }

  private Backing backing(Section in, String volume) {
    List<Backing> found = new ArrayList<>();
    Scalars.optionalPath(in, "file").ifPresent(path -> found.add(file(in, path, volume)));
    Scalars.optionalPath(in, "block-device")
        .ifPresent(path -> found.add(blockDevice(in, path, volume)));
    if (in.value("memory").isPresent()) {
      if (!Scalars.flag(in, "memory")) {
        in.problem("memory", "is false", "leave it out, or set it to true");
      }
      found.add(new Backing.Memory());
    }
    in.optionalSection("iscsi", "lun").map(VolumeReader::iscsi).ifPresent(found::add);
    in.done();
    if (found.size() != 1) {
      in.problem(
          "file",
          (found.isEmpty() ? "nothing" : found.size() + " things") + " to keep the bytes in",
          "give exactly one of file, block-device, memory, iscsi");
      return new Backing.Memory();
    }
    return found.getFirst();
  }

  private Backing file(Section in, Path path, String volume) {
    Path directory = path.getParent();
    if (Files.isDirectory(path)) {
      in.problem("file", path + " is a directory", "name a file");
    } else if (directory != null && !Files.isDirectory(directory)) {
      in.problem("file", "there is no directory " + directory, "run: mkdir -p " + directory);
    }
    claim(in, "file", path, volume);
    return new Backing.File(path);
  }

  private Backing blockDevice(Section in, Path path, String volume) {
    if (!Files.exists(path)) {
      in.problem("block-device", "there is no " + path, "list block devices with: lsblk");
    } else if (Files.isRegularFile(path) || Files.isDirectory(path)) {
      in.problem("block-device", path + " is not a block device", "for a file use file = ...");
    }
    claim(in, "block-device", path, volume);
    return new Backing.BlockDevice(path);
  }

  private void claim(Section in, String key, Path path, String volume) {
    String other = paths.putIfAbsent(path, volume);
    if (other != null) {
      in.problem(key, path + " is the volume \"" + other + "\" already", "choose another");
    }
  }

  private static Backing iscsi(Section in) {
    Backing iscsi =
        new Backing.Iscsi(ChapReader.endpoint(in), Scalars.number(in, "lun", 0, LAST_LUN));
    in.done();
    return iscsi;
  }

  private static void checkSize(Section in, Backing backing, OptionalLong size, int blockLength) {
    if (!in.sound("size") || !in.sound("backing")) {
      return;
    }
    if (size.isPresent() && size.getAsLong() % blockLength != 0) {
      in.problem(
          "size",
          size.getAsLong() + " bytes are not a whole number of blocks of " + blockLength + " bytes",
          "write a multiple of " + blockLength);
    }
    Optional<String> reason =
        switch (backing) {
          case Backing.Memory _ -> Optional.of("a memory volume has none of its own");
          case Backing.File(Path path) when !Files.exists(path) ->
              Optional.of(path + " does not exist yet");
          case Backing.File _, Backing.BlockDevice _, Backing.Iscsi _ -> Optional.empty();
        };
    if (size.isEmpty() && reason.isPresent()) {
      in.problem("size", "is missing: " + reason.get(), "add for example: size = 10 GiB");
    }
  }
}
