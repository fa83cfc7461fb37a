package io.sealcopy.config.read;

import io.sealcopy.config.AdminConfig;
import io.sealcopy.config.DecryptorConfig;
import io.sealcopy.config.JournalConfig;
import io.sealcopy.config.MainConfig;
import io.sealcopy.config.MemoryConfig;
import io.sealcopy.config.RemoteConfig;
import io.sealcopy.config.RemoteSystemConfig;
import io.sealcopy.config.TargetConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads the section of each program, and checks its parts against each other. */
final class ProgramReader {
  private static final long MIB = 1 << 20;

  private ProgramReader() {}

  static MainConfig main(Section in) {
    Path state = Scalars.path(in, "state-directory");
    MainConfig config =
        new MainConfig(
            state,
            Scalars.iscsiName(in, "initiator-name"),
            TargetReader.read(in.section("target", "target")),
            admin(in.section("admin", "admin"), state),
            journal(in.section("journal", "journal")),
            remotes(in),
            journal(in.section("receive-journal", "journal")),
            memory(in.section("receive-memory", "memory")),
            Scalars.size(in, "earlier-image", MIB),
            automaticTakeOver(in),
            TargetReader.allowed(in, "plain-remotes", "pairs may go anywhere without TLS"));
    checkPorts(in, config.target(), config.admin());
    return config;
  }

  static RemoteConfig remote(Section in) {
    Path state = Scalars.path(in, "state-directory");
    RemoteConfig config =
        new RemoteConfig(
            state,
            Scalars.iscsiName(in, "initiator-name"),
            TargetReader.read(in.section("target", "target")),
            admin(in.section("admin", "admin"), state),
            journal(in.section("receive-journal", "journal")),
            memory(in.section("receive-memory", "memory")),
            Scalars.size(in, "earlier-image", MIB),
            automaticTakeOver(in));
    checkPorts(in, config.target(), config.admin());
    return config;
  }

  static DecryptorConfig decryptor(Section in) {
    Section remote = in.section("remote", "endpoint");
    Section recipient = in.section("recipient", "recipient");
    DecryptorConfig config =
        new DecryptorConfig(
            Scalars.path(in, "state-directory"),
            Scalars.iscsiName(in, "initiator-name"),
            ChapReader.endpoint(remote),
            new DecryptorConfig.RecipientConfig(
                Scalars.path(recipient, "private-key"),
                Scalars.optionalPath(recipient, "certificate"),
                SecretReader.optional(recipient, "passphrase").map(SecretReader.Found::secret)),
            Scalars.path(in, "signer-certificate"),
            Scalars.size(in, "in-flight", MIB));
    remote.done();
    recipient.done();
    return config;
  }

  private static Optional<Duration> automaticTakeOver(Section in) {
    return Optional.of(
            Scalars.duration(in, "automatic-take-over", Duration.ZERO, Duration.ofDays(1)))
        .filter(time -> !time.isZero());
  }

  private static AdminConfig admin(Section in, Path stateDirectory) {
    AdminConfig admin =
        new AdminConfig(
            Scalars.hostPort(in, "listen", Optional.empty()),
            Scalars.optionalPath(in, "token-file").orElse(stateDirectory.resolve("admin.token")),
            TlsReader.optional(in));
    if (in.sound("listen")
        && in.sound("tls")
        && admin.tls().isEmpty()
        && !admin.listen().isLoopback()) {
      in.problem(
          "listen",
          "the administration API is not offered to a network without TLS",
          "add tls { certificate, private-key } here, or listen on 127.0.0.1");
    }
    in.done();
    return admin;
  }

  private static JournalConfig journal(Section in) {
    JournalConfig journal = new JournalConfig(Scalars.size(in, "size", 4 * MIB));
    in.done();
    return journal;
  }

  private static MemoryConfig memory(Section in) {
    MemoryConfig memory =
        new MemoryConfig(
            Scalars.size(in, "total", 16 * MIB),
            Scalars.size(in, "group", 4 * MIB),
            Scalars.size(in, "initiator", 4 * MIB));
    in.done();
    return memory;
  }

  private static List<RemoteSystemConfig> remotes(Section main) {
    List<RemoteSystemConfig> remotes = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (Section in : main.sections("remotes", "remote-system")) {
      String name = Scalars.name(in, "name");
      if (in.sound("name") && !names.add(name)) {
        in.problem("name", "a remote before this is called \"" + name + "\" too", "choose another");
      }
      RemoteSystemConfig remote =
          new RemoteSystemConfig(name, ChapReader.endpoint(in), Scalars.flag(in, "plain"));
      checkLink(in, remote);
      remotes.add(remote);
      in.done();
    }
    return List.copyOf(remotes);
  }

  private static void checkLink(Section in, RemoteSystemConfig remote) {
    boolean plain = remote.endpoint().tls().isEmpty() && in.sound("tls");
    if (plain && !remote.plain()) {
      in.problem(
          "plain",
          "links to " + remote.name() + " would be without TLS",
          "add tls { ... } here, or plain = true");
    } else if (plain) {
      in.warning(
          "plain",
          "links to " + remote.name() + " are without TLS",
          "only for a network on which nobody else can be");
    }
  }

  private static void checkPorts(Section in, TargetConfig target, AdminConfig admin) {
    if (admin.listen().port() != 0 && target.portal().allListen().contains(admin.listen())) {
      in.problem(
          "admin",
          "listens where a portal of the target does: " + admin.listen(),
          "use another port");
    }
  }
}
