package io.sealcopy.target.cli;

import io.sealcopy.config.Backing;
import io.sealcopy.config.InitiatorConfig;
import io.sealcopy.config.RemoteConfig;
import io.sealcopy.config.Role;
import io.sealcopy.config.TargetConfig;
import io.sealcopy.config.VolumeConfig;
import io.sealcopy.config.cli.CliException;
import io.sealcopy.config.cli.CommonOptions;
import io.sealcopy.config.cli.ConfigLoading;
import io.sealcopy.config.cli.ExitCode;
import io.sealcopy.config.cli.Json;
import io.sealcopy.config.cli.Terminal;
import io.sealcopy.config.read.ConfigReader;
import io.sealcopy.protocol.vendor.CopyStatus;
import io.sealcopy.storage.file.ChannelDirectory;
import io.sealcopy.target.Threads;
import io.sealcopy.target.configured.ConfiguredAccess;
import io.sealcopy.target.iscsi.PortalAddress;
import io.sealcopy.target.remote.CopyStore;
import io.sealcopy.target.remote.SealedCopy;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code sealcopy remote}: runs until it is told to stop. */
@Command(
    name = "remote",
    description = "Run a remote centre: keep sealed copies, without any key.",
    footer = "  sealcopy remote --config config/remote.conf")
final class RemoteCommand implements Callable<ExitCode> {
  private final CommonOptions options;
  private final Terminal terminal;

  @Option(names = "--config", paramLabel = "FILE", description = "The configuration.")
  private Path config = Path.of("/etc/sealcopy/remote.conf");

  RemoteCommand(CommonOptions options, Terminal terminal) {
    this.options = options;
    this.terminal = terminal;
  }

  @Override
  public ExitCode call() throws InterruptedException {
    RemoteConfig read = read(config);
    RemoteCentre centre;
    try {
      centre = RemoteCentre.start(read);
    } catch (IOException e) {
      throw failed(e);
    }
    CountDownLatch stopped = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            Threads.factory("shutdown")
                .newThread(() -> {
                  centre.close();
                  stopped.countDown();
                }));
    announce(read, centre);
    stopped.await();
    return ExitCode.OK;
  }

  private RemoteConfig read(Path file) {
    return ConfigLoading.orFail(ConfigReader.remote(file, terminal.environment()), terminal);
  }

  private static CliException failed(IOException e) {
    return new CliException(ExitCode.FAILED, String.valueOf(e.getMessage()), "", e);
  }

  private void announce(RemoteConfig read, RemoteCentre centre) {
    if (options.json()) {
      Object started =
          Map.of(
              "started", "remote",
              "portals", centre.portals().stream().map(PortalAddress::text).toList(),
              "tls_portals", centre.securedPortals().stream().map(PortalAddress::text).toList(),
              "admin", centre.admin().toString(),
              "target", read.target().name());
      terminal.out().println(Json.write(started));
      terminal.out().flush();
      return;
    }
    StringBuilder text = new StringBuilder("remote centre " + read.target().name() + "\n");
    centre
        .portals()
        .forEach(
            portal -> text.append("  portal   ").append(PortalAddress.text(portal)).append('\n'));
    centre
        .securedPortals()
        .forEach(
            portal -> text.append("  TLS      ").append(PortalAddress.text(portal)).append('\n'));
    text.append(read.admin().tls().isPresent() ? "  admin    https:/" : "  admin    http:/")
        .append(centre.admin())
        .append('\n');
    ConfiguredAccess access = new ConfiguredAccess(read.target());
    for (VolumeConfig volume : read.target().volumes()) {
      text.append("  LUN %-4d %s: %s%n".formatted(volume.lun(), volume.name(), where(volume)));
      if (access.isCopy(volume.name())) {
        text.append("           ").append(state(centre, volume.name())).append('\n');
      }
    }
    read.target().initiators().forEach(initiator -> text.append(line(read.target(), initiator)));
    terminal.out().print(text);
    if (read.target().plainRoles()) {
      terminal
          .out()
          .println(
              terminal.red("  roles are given without CHAP or TLS: whoever knows a name has them"));
    }
    if (read.target().plainLinks()) {
      terminal.out().println(terminal.red("  replication is taken without TLS"));
    }
    terminal.out().flush();
  }

  private static String where(VolumeConfig volume) {
    return switch (volume.backing()) {
      case Backing.File(Path path) -> "file " + path;
      case Backing.BlockDevice(Path path) -> "device " + path;
      case Backing.Memory _ -> "memory";
      case Backing.Iscsi iscsi -> "LUN " + iscsi.lun() + " of " + iscsi.endpoint().target();
    };
  }

  private String state(RemoteCentre centre, String name) {
    for (SealedCopy copy : centre.copies()) {
      CopyStatus status = copy.statistics().status();
      if (copy.name().equals(name)) {
        String fault =
            status.fault().map(f -> "; " + terminal.red("read-only: " + f.text())).orElse("");
        return status
                .binding()
                .map(b ->
                    "%s, %d changes arrived, %d blocks ciphertext, %d handed out"
                        .formatted(
                            copy.statistics().plain()
                                ? terminal.red("PLAIN copy (seal = off)")
                                : "sealed copy",
                            b.durableArrival(),
                            status.ciphertextBlocks(),
                            status.handedOutBlocks()))
                .orElse("sealed copy, not bound yet")
            + fault;
      }
    }
    return "";
  }

  private static String line(TargetConfig target, InitiatorConfig initiator) {
    StringBuilder line = new StringBuilder();
    for (VolumeConfig volume : target.volumes()) {
      Set<Role> roles = initiator.rolesOn(volume.name());
      if (!roles.isEmpty()) {
        line.append(
            "  %s%s: %s on %s%n"
                .formatted(
                    initiator.name(),
                    proof(initiator),
                    String.join(", ", roles.stream().map(RemoteCommand::word).toList()),
                    volume.name()));
      }
    }
    return line.toString();
  }

  private static String proof(InitiatorConfig initiator) {
    boolean certificate = !initiator.tlsCertificate().isEmpty();
    if (initiator.chap().isPresent()) {
      return certificate ? " (CHAP, TLS)" : " (CHAP)";
    }
    return certificate ? " (TLS)" : " (no CHAP)";
  }

  private static String word(Role role) {
    return role.name().toLowerCase(Locale.ROOT);
  }

  @Command(name = "check-config", description = "Check a configuration and start nothing.")
  ExitCode checkConfig(
      @Option(names = "--config", required = true, paramLabel = "FILE") Path file) {
    RemoteConfig read = read(file);
    terminal.out().println("configuration is valid: target " + read.target().name());
    return ExitCode.OK;
  }

  @Command(
      name = "release",
      description = {
        "Make a copy a plain volume again, while no remote centre runs.",
        "Its encryption table, wrapped keys and unapplied changes are deleted;"
            + " what is ciphertext stays ciphertext."
      })
  ExitCode release(
      @Option(names = "--config", required = true, paramLabel = "FILE") Path file,
      @Option(names = "--copy", required = true, paramLabel = "NAME") String copy,
      @Option(names = "--yes", description = "Confirm.") boolean yes) {
    RemoteConfig read = readFor(file, copy);
    if (!yes) {
      throw new CliException(
          ExitCode.REFUSED,
          "releasing copy " + copy + " deletes its encryption table and wrapped keys for good",
          "if that is meant, say it again with --yes");
    }
    try (ChannelDirectory state = ChannelDirectory.open(read.stateDirectory())) {
      CopyStore.release(state, copy);
    } catch (IOException e) {
      throw failed(e);
    }
    terminal.out().println("copy " + copy + " is a plain volume again");
    return ExitCode.OK;
  }

  @Command(
      name = "accept",
      description = {
        "Say that the volume of a copy, which was moved or put back, is the right one,"
            + " while no remote centre runs.",
        "It must hold all that the copy had when its remote centre ran last:"
            + " an older state of it would be served as if it were the newest."
      })
  ExitCode accept(
      @Option(names = "--config", required = true, paramLabel = "FILE") Path file,
      @Option(names = "--copy", required = true, paramLabel = "NAME") String copy) {
    RemoteConfig read = readFor(file, copy);
    try (ChannelDirectory state = ChannelDirectory.open(read.stateDirectory())) {
      CopyStore.accept(state, copy);
    } catch (IOException e) {
      throw failed(e);
    }
    terminal.out().println("copy " + copy + " takes the volume that the next start meets");
    return ExitCode.OK;
  }

  private RemoteConfig readFor(Path file, String copy) {
    RemoteConfig read = read(file);
    if (read.target().volume(copy).isEmpty()) {
      List<String> known = read.target().volumes().stream().map(VolumeConfig::name).toList();
      throw new CliException(
          ExitCode.USAGE, "there is no volume " + copy, "the configuration has " + known);
    }
    return read;
  }
}
