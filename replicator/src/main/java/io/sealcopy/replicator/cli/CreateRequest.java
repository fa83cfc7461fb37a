package io.sealcopy.replicator.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sealcopy.config.MainConfig;
import io.sealcopy.config.cli.CliException;
import io.sealcopy.config.cli.ExitCode;
import io.sealcopy.initiator.IscsiUrl;
import io.sealcopy.initiator.ParsedUrl;
import io.sealcopy.replicator.manage.RemoteLogins;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What {@code pair create} sends to the main centre; files named on the command line are read. */
final class CreateRequest {
  private final String name;
  private final List<String> volumes;
  private final List<String> remotes;
  private final boolean foreign;
  private final List<String> recipients = new ArrayList<>();
  private final Map<String, Object> options = new LinkedHashMap<>();
  private boolean define;
  private boolean copy = true;
  private boolean compare;
  private boolean swap;
  private boolean swapFull;
  private @Nullable Path escrow;
  private @Nullable String chapUser;
  private byte @Nullable [] chapSecret;

  CreateRequest(String name, List<String> volumes, List<String> remotes, boolean foreign) {
    if (volumes.size() != remotes.size()) {
      throw new CliException(
          ExitCode.USAGE,
          "there are %d volumes (%s) and %d remotes (%s)"
              .formatted(
                  volumes.size(),
                  String.join(", ", volumes),
                  remotes.size(),
                  String.join(", ", remotes)),
          "give one --remote for each --volume, in the same order");
    }
    this.name = name;
    this.volumes = List.copyOf(volumes);
    this.remotes = List.copyOf(remotes);
    this.foreign = foreign;
  }

  CreateRequest recipients(List<Path> certificates) {
    for (Path file : certificates) {
      add(new String(read(file, "a recipient's certificate"), UTF_8));
    }
    return this;
  }

  CreateRequest add(String certificate) {
    recipients.add(certificate);
    return this;
  }

  CreateRequest escrow(@Nullable Path directory) {
    escrow = directory;
    return this;
  }

  /** One of the pair's options, unless it is null. */
  CreateRequest option(String option, @Nullable Object value) {
    if (value != null) {
      options.put(option, value);
    }
    return this;
  }

  CreateRequest chap(@Nullable String user, @Nullable Path secretFile) {
    if ((user == null) != (secretFile == null)) {
      throw new CliException(
          ExitCode.USAGE, "--chap-user and --chap-secret-file go together", "give both or none");
    }
    if (secretFile != null) {
      String text = new String(read(secretFile, "the CHAP secret"), UTF_8);
      chapUser = user;
      chapSecret = text.lines().findFirst().orElse("").getBytes(UTF_8);
    }
    return this;
  }

  CreateRequest begins(boolean onlyDefined, boolean withCopy) {
    define = onlyDefined;
    copy = withCopy;
    return this;
  }

  /** The copy leaves out what the remote is proven to hold. */
  CreateRequest comparing(boolean compares) {
    compare = compares;
    return this;
  }

  CreateRequest swaps(boolean swapped, boolean full) {
    swap = swapped;
    swapFull = full;
    return this;
  }

  CreateRequest options(Map<String, Object> given) {
    options.putAll(given);
    return this;
  }

  /** For a main centre on another machine, which knows its own remotes. */
  Map<String, ?> body() {
    if (escrow != null && !escrow.isAbsolute()) {
      throw new CliException(
          ExitCode.USAGE,
          "--escrow " + escrow + " is a directory of the main centre's machine",
          "write its whole path");
    }
    return body(UnaryOperator.identity());
  }

  Map<String, ?> body(MainConfig config) {
    return body(remote -> url(config, remote));
  }

  private Map<String, ?> body(UnaryOperator<String> url) {
    Map<String, @Nullable Object> body = new LinkedHashMap<>();
    body.put("name", name);
    List<Map<String, String>> members = new ArrayList<>();
    for (int i = 0; i < volumes.size(); i++) {
      members.add(Map.of("volume", volumes.get(i), "remote", url.apply(remotes.get(i))));
    }
    body.put("members", members);
    body.put("foreign", foreign);
    body.put("define", define);
    body.put("copy", copy);
    body.put("compare", compare);
    if (swap || swapFull) {
      body.put("swap", true);
      body.put("swap_full", swapFull);
    }
    if (!options.isEmpty()) {
      body.put("options", options);
    }
    body.put("recipients", List.copyOf(recipients));
    if (escrow != null) {
      body.put("escrow", escrow.toAbsolutePath().toString());
    }
    if (chapSecret != null) {
      body.put("chap_user", chapUser);
      body.put("chap_secret", Base64.getEncoder().encodeToString(chapSecret));
    }
    return body;
  }

  /** Where the remote's target listens. */
  InetSocketAddress portal(MainConfig config) {
    return switch (IscsiUrl.parse(url(config, remotes.getFirst()))) {
      case IscsiUrl url -> new InetSocketAddress(url.host(), url.port());
      case ParsedUrl.Invalid(String problem) ->
          throw new CliException(ExitCode.USAGE, "--remote " + problem, "");
    };
  }

  private static String url(MainConfig config, String remote) {
    String text = RemoteLogins.url(config, remote);
    if (!text.contains("://")) {
      throw new CliException(
          ExitCode.USAGE,
          "the configuration has no remote called " + remote.replaceFirst("/[^/]*$", ""),
          "name one of main.remotes, or an URL iscsi://host:port/target/lun");
    }
    return switch (IscsiUrl.parse(text)) {
      case IscsiUrl url -> allowed(config, url).toString();
      case ParsedUrl.Invalid(String problem) ->
          throw new CliException(ExitCode.USAGE, "--remote " + problem, "");
    };
  }

  private static IscsiUrl allowed(MainConfig config, IscsiUrl url) {
    if (!RemoteLogins.mayLinkTo(config, url)) {
      throw new CliException(
          ExitCode.USAGE,
          url + " is not in main.remotes, so links to it would be without TLS",
          "add it there with tls { ... }, or set main.plain-remotes = allow");
    }
    return url;
  }

  private static byte[] read(Path file, String what) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new CliException(
          ExitCode.USAGE, "cannot read " + file + " (" + what + "): " + e, "check the path", e);
    }
  }
}
