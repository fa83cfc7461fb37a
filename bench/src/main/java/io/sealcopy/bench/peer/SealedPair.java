package io.sealcopy.bench.peer;

import io.sealcopy.bench.lab.Lab;
import io.sealcopy.bench.lab.Secret;
import io.sealcopy.bench.row.BenchException;
import io.sealcopy.config.cli.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A main centre with one volume and its sealed copy at a remote centre, on this machine. */
public final class SealedPair implements AutoCloseable {
  private static final String REPLICATION = "iqn.2026-11.io.sealcopy.bench:main-centre";
  private static final String DECRYPTOR = "iqn.2026-11.io.sealcopy.bench:decryptor";
  private static final String PAIR = "data";

  private final Lab lab;
  private final Path directory;
  private final Secret decryptor;
  private final Path passphrase;
  private final Centre main;
  private final AdminApi admin;
  private final Centre remote;

  private SealedPair(
      Lab lab, Path directory, Secret decryptor, Path passphrase, Centre main, Centre remote) {
    this.lab = lab;
    this.directory = directory;
    this.decryptor = decryptor;
    this.passphrase = passphrase;
    this.main = main;
    this.admin = new AdminApi(main);
    this.remote = remote;
  }

  /**
   * Starts both, makes the pair and waits until the copy is complete.
   *
   * @param name of the directory for its files
   * @param file of the volume, {@code size} bytes
   * @param journal of the main centre, like {@code 4 GiB}
   * @param options of {@code pair create}; with {@code --seal off} it has no recipient
   */
  public static SealedPair start(
      Lab lab, String name, Path file, long size, String journal, List<String> options)
      throws InterruptedException {
    Secret replication = Secret.make(lab, name, "replication");
    Secret decryptor = Secret.make(lab, name, "decryptor");
    Path passphrase = lab.write(name + "/passphrase", "correct horse battery staple\n");
    Settings remoteSettings =
        Settings.PLAIN
            .onlyFor(List.of())
            .with("target.plain-links = allow")
            .file("copy", lab.path(name + "/remote/copy.img"), size)
            .initiator(grant(REPLICATION, replication, "replication"))
            .initiator(grant(DECRYPTOR, decryptor, "[decryptor, host]"));
    lab.write(name + "/remote/about", "What the remote centre keeps.\n");
    Centre remote = Centre.start(lab, Centre.Kind.REMOTE, name + "/remote", remoteSettings);
    Settings mainSettings =
        Settings.PLAIN
            .file(PAIR, file, size)
            .with("initiator-name = \"" + REPLICATION + "\"")
            .with("journal.size = " + journal)
            .with(
                "remotes = [{ name = bunker, portal = \"%s\", target = \"%s\", plain = true, %s }]"
                    .formatted(remote.portal(), remote.target(), replication.conf()));
    Centre main = Centre.start(lab, Centre.Kind.MAIN, name + "/main", mainSettings);
    SealedPair pair = new SealedPair(lab, lab.path(name), decryptor, passphrase, main, remote);
    pair.create(options);
    return pair;
  }

  private static String grant(String name, Secret secret, String roles) {
    return "{ name = \"%s\", %s, grants = [{ volumes = copy, roles = %s }] }"
        .formatted(name, secret.conf(), roles);
  }

  private void create(List<String> options) throws InterruptedException {
    List<String> create = new ArrayList<>(List.of("create", PAIR, "--volume", PAIR));
    create.addAll(List.of("--remote", "bunker", "--wait"));
    create.addAll(options);
    if (!options.contains("--seal")) {
      create.addAll(List.of("--escrow", escrow().toString(), "--recipient", recipient()));
    }
    pair(create.toArray(String[]::new));
  }

  /** Makes one; its certificate. */
  private String recipient() throws InterruptedException {
    Path recipient = directory.resolve("recipient");
    sealcopy(
        "key",
        "new-recipient",
        "--out",
        recipient.toString(),
        "--kind",
        "ec-p256",
        "--passphrase-file",
        passphrase.toString());
    return recipient.resolve("recipient.crt").toString();
  }

  private Path escrow() {
    return directory.resolve("escrow");
  }

  /** Where hosts write. */
  public Centre main() {
    return main;
  }

  /** Where the copy is. */
  public Centre remote() {
    return remote;
  }

  /** Returns when all that was written before is durable at the remote. */
  public void flush() throws InterruptedException {
    admin.post("/v1/pairs/" + PAIR + "/flush?timeout=280");
  }

  /** The pair as {@code pair show} has it. */
  public JsonObject show() throws InterruptedException {
    return admin.get("/v1/pairs/" + PAIR);
  }

  /** Fails unless every change of hosts has gone through the journal. */
  public void expectPair() throws InterruptedException {
    String state = show().text("state");
    if (!state.equals("PAIR")) {
      throw new BenchException("the round does not count: the pair went " + state);
    }
  }

  /** The directory with everything that the remote centre keeps. */
  public Path copyPlace() {
    return directory.resolve("remote");
  }

  /** Ends the remote centre in good order. */
  public void stopRemote() throws InterruptedException {
    remote.stop();
  }

  /** Ends both in good order. */
  public void end() throws InterruptedException {
    main.stop();
    remote.stop();
  }

  /** What the place of the copy holds now was put there by us: it is the right one (rule 8). */
  public void acceptCopy() throws InterruptedException {
    String config = remote.config().toString();
    sealcopy("remote", "accept", "--config", config, "--copy", "copy");
  }

  /** Starts the remote centre again. */
  public void startRemote() throws InterruptedException {
    remote.startAgain();
  }

  /** The command that decrypts the copy in place. */
  public List<String> decryptCommand() {
    return List.of(
        lab.sealcopy(),
        "decrypt",
        "iscsi://%s@%s/%s/0".formatted(decryptor.user(), remote.portal(), remote.target()),
        "--key",
        directory.resolve("recipient/recipient.key").toString(),
        "--passphrase-file",
        passphrase.toString(),
        "--signer-certificate",
        escrow().resolve("signer.pem").toString(),
        "--initiator-name",
        DECRYPTOR,
        "--chap-secret-file",
        decryptor.file().toString(),
        "--quiet");
  }

  private void pair(String... arguments) throws InterruptedException {
    List<String> all = new ArrayList<>(List.of("pair"));
    all.addAll(List.of(arguments));
    all.addAll(List.of("--config", main.config().toString()));
    sealcopy(all.toArray(String[]::new));
  }

  private void sealcopy(String... arguments) throws InterruptedException {
    List<String> command = new ArrayList<>(List.of(lab.sealcopy()));
    command.addAll(List.of(arguments));
    lab.run(command).expectOk();
  }

  @Override
  public void close() {
    main.close();
    remote.close();
  }
}
