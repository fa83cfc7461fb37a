package io.sealcopy.replicator.cli;

import io.sealcopy.config.MainConfig;
import io.sealcopy.config.cli.CliException;
import io.sealcopy.config.cli.CommonOptions;
import io.sealcopy.config.cli.ConfigLoading;
import io.sealcopy.config.cli.ExitCode;
import io.sealcopy.config.cli.Json;
import io.sealcopy.config.cli.Terminal;
import io.sealcopy.config.read.ConfigReader;
import io.sealcopy.replicator.Threads;
import io.sealcopy.replicator.manage.MainCentre;
import io.sealcopy.target.cli.TokenFile;
import io.sealcopy.target.iscsi.PortalAddress;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code sealcopy main}: runs until it is told to end. */
@Command(
    name = "main",
    description = "Run a main centre: serve volumes, copy every change of a pair, sealed.",
    footer = "  sealcopy main --config config/main.conf")
final class MainCommand implements Callable<ExitCode> {
  private final CommonOptions options;
  private final Terminal terminal;

  @Option(
      names = "--config",
      required = true,
      paramLabel = "FILE",
      description = "The configuration, section \"main\".")
  private Path config = Path.of("main.conf");

  MainCommand(CommonOptions options, Terminal terminal) {
    this.options = options;
    this.terminal = terminal;
  }

  @Override
  public ExitCode call() throws InterruptedException {
    MainConfig loaded =
        ConfigLoading.orFail(ConfigReader.main(config, terminal.environment()), terminal);
    MainCentre centre;
    try {
      centre =
          MainCentre.start(
              loaded, () -> TokenFile.read(loaded.admin().tokenFile(), new SecureRandom()));
    } catch (IOException e) {
      throw new CliException(
          ExitCode.FAILED,
          "the main centre cannot start: " + e.getMessage(),
          "clear the cause and start it again; nothing was changed",
          e);
    }
    CountDownLatch ended = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            Threads.atExit(
                "shutdown",
                () -> {
                  centre.close();
                  ended.countDown();
                }));
    announce(loaded, centre);
    ended.await();
    return ExitCode.OK;
  }

  private void announce(MainConfig loaded, MainCentre centre) {
    List<String> portals = centre.portals().stream().map(PortalAddress::text).toList();
    List<String> secured = centre.securedPortals().stream().map(PortalAddress::text).toList();
    String admin = centre.adminAddress().getHostString() + ":" + centre.adminAddress().getPort();
    if (options.json()) {
      Map<String, Object> ready = new LinkedHashMap<>();
      ready.put("ready", true);
      ready.put("target", loaded.target().name());
      ready.put("portals", portals);
      ready.put("tls_portals", secured);
      ready.put("admin", admin);
      terminal.out().println(Json.write(ready));
    } else {
      terminal
          .out()
          .println(
              "main centre ready: target %s at %s, admin API at %s"
                  .formatted(
                      loaded.target().name(),
                      Stream.concat(portals.stream(), secured.stream().map(each -> each + " (TLS)"))
                          .collect(Collectors.joining(", ")),
                      admin));
    }
    terminal.out().flush();
  }
}
