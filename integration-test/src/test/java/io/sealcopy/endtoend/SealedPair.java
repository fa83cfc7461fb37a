package io.sealcopy.endtoend;

import io.sealcopy.config.cli.JsonObject;
import io.sealcopy.tls.Identity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A main centre, a remote centre and a recipient, all of this test, and the pair "data". */
final class SealedPair {
  static final String REMOTE = "bunker";
  static final String HOST = "iqn.2026-01.org.example:host";
  static final Duration PATIENCE = Duration.ofSeconds(90);

  private final Scratch scratch;
  private final long size;
  private final int blockLength;
  private final Secrets replication;
  final MainCentre main;
  final RemoteCentre remote;
  final Secrets host;
  final Secrets decryptor;
  final Path passphrase;

  private SealedPair(Scratch scratch, long size, int blockLength) {
    this.scratch = scratch;
    this.size = size;
    this.blockLength = blockLength;
    host = Secrets.make(scratch, "myhost");
    decryptor = Secrets.make(scratch, "decryptor");
    replication = Secrets.make(scratch, "replication");
    passphrase = scratch.write("passphrase", "correct horse battery staple\n");
    main = new MainCentre(scratch, host, size, blockLength);
    remote = new RemoteCentre(scratch, replication, decryptor, size, blockLength);
    identity("main");
    identity("remote");
    main.remote(
        REMOTE,
        remote.securedPortal(),
        remote.target(),
        replication.conf()
            + ", tls { certificate = main.crt, private-key = main.key, trust = remote.crt }");
  }

  private void identity(String name) {
    try {
      Identity.make(name).write(scratch.path(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Two centres that do not run yet, and a recipient. */
  static SealedPair make(Scratch scratch, long size, int blockLength) {
    SealedPair pair = new SealedPair(scratch, size, blockLength);
    pair.newRecipient("recipient");
    return pair;
  }

  /** Another remote centre with the same users and a volume of the same size. */
  RemoteCentre anotherRemote(String name) {
    return new RemoteCentre(scratch, name, replication, decryptor, size, blockLength);
  }

  /** Makes another recipient in a directory of that name. */
  void newRecipient(String name) {
    scratch
        .sealcopy(
            "key",
            "new-recipient",
            "--out",
            scratch.path(name).toString(),
            "--kind",
            "ec-p256",
            "--passphrase-file",
            passphrase.toString())
        .expectOk();
  }

  Path recipientKey() {
    return scratch.path("recipient/recipient.key");
  }

  Path recipientCertificate() {
    return scratch.path("recipient/recipient.crt");
  }

  Path escrow() {
    return scratch.path("escrow");
  }

  void start() {
    remote.launch();
    main.launch();
    remote.awaitReady();
    main.awaitReady();
  }

  /** {@code pair create}, to our remote. */
  Ran create(String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "create",
                "data",
                "--volume",
                "data",
                "--remote",
                REMOTE,
                "--recipient",
                recipientCertificate().toString(),
                "--escrow",
                escrow().toString()));
    arguments.addAll(List.of(more));
    return main.pair(arguments.toArray(String[]::new));
  }

  /** {@code pair create}, to a target that knows nothing of us. */
  Ran createForeign(String name, int lun) {
    return main.pair(
        "create",
        "data",
        "--volume",
        "data",
        "--remote",
        name + "/" + lun,
        "--foreign",
        "--recipient",
        recipientCertificate().toString(),
        "--escrow",
        escrow().toString());
  }

  /** Creates the pair and waits until it is one. */
  void createAndWait() {
    create().expectOk();
    awaitPair();
  }

  void awaitPair() {
    main.pair("wait", "data", "--state", "PAIR", "--timeout", "" + PATIENCE.toSeconds()).expectOk();
  }

  /** Returns when everything that was written before is durable at the remote. */
  void flush() {
    main.pair("flush", "data").expectOk();
  }

  /** The remote centre takes the copy over: the main centre is refused from now on. */
  void takeOver() {
    String token = remote.api("GET", "/v1/copies/data-copy").text("takeOverToken");
    scratch
        .sealcopy("takeover", "data-copy", "--config", remote.config().toString(), "--token", token)
        .expectOk();
  }

  Ran decrypt(String... more) {
    return decrypt(recipientKey(), passphrase, more);
  }

  Ran decrypt(Path key, Path phrase, String... more) {
    return run(decryptCommand(key, phrase, more));
  }

  /** With another certificate pinned than the main centre's. */
  Ran decryptTrusting(Path signer) {
    return run(decryptCommand(remote.url(), recipientKey(), passphrase, signer));
  }

  /** The copy as it is seen at another port. */
  Ran decryptAt(int port, String... more) {
    return run(decryptCommandAt(port, more));
  }

  List<String> decryptCommandAt(int port, String... more) {
    String url = remote.url().replace(":" + remote.port() + "/", ":" + port + "/");
    return decryptCommand(url, recipientKey(), passphrase, signerCertificate(), more);
  }

  private Ran run(List<String> command) {
    return scratch.run(Duration.ofMinutes(2), Map.of(), command);
  }

  List<String> decryptCommand(Path key, Path phrase, String... more) {
    return decryptCommand(remote.url(), key, phrase, signerCertificate(), more);
  }

  private List<String> decryptCommand(
      String url, Path key, Path phrase, Path signer, String... more) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Project.launcher(),
                "decrypt",
                url,
                "--key",
                key.toString(),
                "--passphrase-file",
                phrase.toString(),
                "--signer-certificate",
                signer.toString()));
    command.addAll(access());
    command.addAll(List.of(more));
    return command;
  }

  Path signerCertificate() {
    return escrow().resolve("signer.pem");
  }

  /** A file that pair create has put into the escrow directory. */
  Path escrowed(String name) {
    try (var bundles = Files.list(escrow())) {
      Path bundle = bundles.filter(Files::isDirectory).findFirst().orElseThrow();
      return bundle.resolve(name);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** How the decryptor proves itself at the remote. */
  List<String> access() {
    return List.of(
        "--initiator-name",
        RemoteCentre.DECRYPTOR,
        "--chap-secret-file",
        decryptor.file().toString());
  }

  /** {@code sealcopy table} or {@code key}, with the arguments, at the copy. */
  Ran atCopy(String command, String subcommand, String... more) {
    List<String> all = new ArrayList<>(List.of(command, subcommand, remote.url()));
    all.addAll(access());
    all.addAll(List.of(more));
    return scratch.sealcopy(all.toArray(String[]::new));
  }

  /** Waits until everything that is durable at the remote is also in its place. */
  void awaitApplied() {
    Scratch.await(
        "the remote applies its journal",
        PATIENCE,
        () -> {
          JsonObject status = copyStatus();
          return status.number("applied_arrival") == status.number("durable_arrival");
        });
  }

  JsonObject copyStatus() {
    return Json.of(atCopy("table", "status", "--json").expectOk());
  }

  /** How many blocks of the copy are not plaintext. */
  long ciphertextBlocks() {
    JsonObject status = copyStatus();
    return status.number("ciphertext_blocks") + status.number("handed_out_blocks");
  }

  /** {@code pair show}. */
  JsonObject show() {
    return Json.of(main.pair("show", "data", "--json").expectOk());
  }

  /** A session of a host at the main centre, if that is there. */
  Optional<HostSession> host() {
    return HostSession.tryOpen(HOST, Optional.of(host), main.portal(), main.target(), 0);
  }
}
