package io.sealcopy.bench.peer;

import io.sealcopy.bench.lab.Lab;
import io.sealcopy.bench.row.BenchException;
import io.sealcopy.config.RemoteConfig;
import io.sealcopy.config.cli.ConfigLoading;
import io.sealcopy.config.cli.Terminal;
import io.sealcopy.config.read.ConfigReader;
import io.sealcopy.crypto.GroupKey;
import io.sealcopy.crypto.Suites;
import io.sealcopy.crypto.VolumeKey;
import io.sealcopy.protocol.key.Direction;
import io.sealcopy.storage.volume.Volume;
import io.sealcopy.target.cli.RemoteCentre;
import io.sealcopy.target.remote.CopyBlocks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The remote centre as it is not meant to be: it decrypts everything before it puts it in place.
 * Also the remote centre as it is, from the same class path, so that both differ in that alone. Its
 * key is a random one, which nobody has sealed with: opening takes the same time.
 */
public final class InlineRemote {
  /** Where the launcher says how the JVM of a server is started: for all programs, for servers. */
  private static final Pattern OPTIONS =
      Pattern.compile("^ *(?:server\\) )?jvm\\+?=\\(([^)\"]*)\\)", Pattern.MULTILINE);

  private static final String OPENED = "opened";
  private static final String SEALED = "sealed";

  private InlineRemote() {}

  /** The command line of one that decrypts. */
  public static List<String> opening(Lab lab) {
    return command(lab, OPENED);
  }

  /** The command line of one that keeps what it receives. */
  public static List<String> keeping(Lab lab) {
    return command(lab, SEALED);
  }

  private static List<String> command(Lab lab, String what) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options(Path.of(lab.sealcopy())));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(InlineRemote.class.getName(), what));
    return command;
  }

  /** What the launcher gives the JVM of a server; the archive of classes is not among it. */
  static List<String> options(Path launcher) {
    try {
      List<String> options =
          OPTIONS
              .matcher(Files.readString(launcher))
              .results()
              .flatMap(list -> Stream.of(list.group(1).strip().split("\\s+")))
              .toList();
      if (options.stream().noneMatch(option -> option.startsWith("-Xmx"))) {
        throw new BenchException(launcher + " does not say how a server is started");
      }
      return options;
    } catch (IOException e) {
      throw new BenchException(launcher + " cannot be read", e);
    }
  }

  /** Takes {@code opened} or {@code sealed}, {@code --config} and a file; runs until killed. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    Terminal terminal = Terminal.ofProcess();
    Path file = Path.of(arguments[2]);
    RemoteConfig config =
        ConfigLoading.orFail(ConfigReader.remote(file, terminal.environment()), terminal);
    boolean opens = arguments[0].equals(OPENED);
    try (RemoteCentre _ =
        RemoteCentre.start(config, opens ? InlineRemote::opened : CopyBlocks::on)) {
      terminal.out().println("remote centre " + config.target().name());
      terminal.out().flush();
      new CountDownLatch(1).await();
    }
  }

  private static CopyBlocks opened(Volume volume) {
    try (GroupKey group = GroupKey.random(new SecureRandom());
        VolumeKey key =
            VolumeKey.derive(
                group, Suites.AES_256_XTS, volume.traits().id(), Direction.MAIN_TO_REMOTE)) {
      return new OpenedBlocks(
          CopyBlocks.on(volume), Suites.AES_256_XTS.cipher(key, volume.geometry().blockLength()));
    }
  }
}
