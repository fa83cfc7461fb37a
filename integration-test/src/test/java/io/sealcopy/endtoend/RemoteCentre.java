package io.sealcopy.endtoend;

import java.nio.file.Path;

/** {@code sealcopy remote} with one copy. */
final class RemoteCentre extends Centre {
  static final String DECRYPTOR = "iqn.2026-01.org.example:decryptor";
  static final String OUTSIDER = "iqn.2026-01.org.example:outsider";

  private final Secrets replication;
  private final Secrets decryptor;
  private final long size;
  private final int blockLength;
  private final int securedPort;
  private Path copyFile;
  private String mainRoles = "replication";
  private String journalSize = "32 MiB";

  RemoteCentre(
      Scratch scratch, Secrets replication, Secrets decryptor, long size, int blockLength) {
    this(scratch, "remote", replication, decryptor, size, blockLength);
  }

  /** One of several. */
  RemoteCentre(
      Scratch scratch,
      String name,
      Secrets replication,
      Secrets decryptor,
      long size,
      int blockLength) {
    super(scratch, "remote", name);
    this.replication = replication;
    this.decryptor = decryptor;
    this.size = size;
    this.blockLength = blockLength;
    copyFile = scratch.path(name + "-data-copy.img");
    securedPort = scratch.freePort();
  }

  Path copyFile() {
    return copyFile;
  }

  /** Where the copy is, from the next start on. */
  void copyFile(Path file) {
    copyFile = file;
  }

  /** What the main centre may do, from the next start on. */
  void mainRoles(String roles) {
    mainRoles = roles;
  }

  /** From the next start on. */
  void journalSize(String text) {
    journalSize = text;
  }

  /** Where main centres come to, in TLS. */
  String securedPortal() {
    return "127.0.0.1:" + securedPort;
  }

  @Override
  String target() {
    return "iqn.2026-01.org.example:remote";
  }

  /** The URL of the copy for {@code sealcopy table}, {@code decrypt} and {@code key}. */
  String url() {
    return "iscsi://%s@%s/%s/0".formatted(decryptor.user(), portal(), target());
  }

  /** Its URL for libiscsi and QEMU. */
  String urlWithSecret() {
    return "iscsi://%s%%%s@%s/%s/0"
        .formatted(decryptor.user(), decryptor.secret(), portal(), target());
  }

  @Override
  String configuration() {
    return """
    remote {
      state-directory = "%s"
      target {
        name = "%s"
        portal {
          listen = "%s"
          tls-listen = "%s"
          tls { certificate = remote.crt, private-key = remote.key }
        }
        volumes = [
          { name = data-copy, lun = 0, size = %d, block-length = %d, backing.file = "%s" }
        ]
        initiators = [
          { name = "%s", %s, tls-certificate = main.crt
            grants = [{ volumes = data-copy, roles = [%s] }] }
          { name = "%s", %s, grants = [{ volumes = data-copy, roles = [decryptor, host] }] }
          { name = "%s", %s, grants = [{ volumes = data-copy, roles = host }] }
        ]
      }
      receive-journal.size = %s
      admin.listen = "127.0.0.1:%d"
    }
    """
        .formatted(
            state(),
            target(),
            portal(),
            securedPortal(),
            size,
            blockLength,
            copyFile,
            MainCentre.INITIATOR,
            replication.conf(),
            mainRoles,
            DECRYPTOR,
            decryptor.conf(),
            OUTSIDER,
            decryptor.conf(),
            journalSize,
            adminPort);
  }
}
