package io.sealcopy.endtoend;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** {@code sealcopy main} with one volume, and what {@code sealcopy pair} does with it. */
final class MainCentre extends Centre {
  static final String INITIATOR = "iqn.2026-01.org.example:main-centre";

  private final Secrets host;
  private final long size;
  private final int blockLength;
  private final List<String> remotes = new ArrayList<>();
  private String backing;
  private String journalSize = "64 MiB";
  private String operator = "";

  MainCentre(Scratch scratch, Secrets host, long size, int blockLength) {
    super(scratch, "main");
    this.host = host;
    this.size = size;
    this.blockLength = blockLength;
    backing = "backing.file = \"" + volumeFile() + "\"";
  }

  Path volumeFile() {
    return scratch.path("data.img");
  }

  /** Another backing than a file, from the next start on; without a size. */
  void backing(String text) {
    backing = text;
  }

  void journalSize(String text) {
    journalSize = text;
  }

  /** This initiator is a host and an operator, from the next start on. */
  void operator(String initiator) {
    operator =
        "{ name = \"%s\", %s, grants = [{ volumes = data, roles = [host, operator] }] }"
            .formatted(initiator, host.conf());
  }

  /**
   * Adds a place to copy to; {@code more} says how to prove oneself there, and how it is secured.
   */
  void remote(String name, String portal, String target, String more) {
    remotes.add(
        "{ name = %s, portal = \"%s\", target = \"%s\"%s }"
            .formatted(name, portal, target, ", " + more));
  }

  @Override
  String target() {
    return "iqn.2026-01.org.example:main";
  }

  /** The URL of the volume for libiscsi and QEMU. */
  String url() {
    return "iscsi://%s%%%s@%s/%s/0".formatted(host.user(), host.secret(), portal(), target());
  }

  @Override
  String configuration() {
    return """
    main {
      state-directory = "%s"
      initiator-name = "%s"
      target {
        name = "%s"
        portal.listen = "%s"
        volumes = [
          { name = data, lun = 0, block-length = %d, size = %d, %s }
        ]
        initiators = [
          { name = "*", %s, grants = [{ volumes = data, roles = host }] }
          %s
        ]
      }
      journal.size = %s
      remotes = [
        %s
      ]
      admin.listen = "127.0.0.1:%d"
    }
    """
        .formatted(
            state(),
            INITIATOR,
            target(),
            portal(),
            blockLength,
            size,
            backing,
            host.conf(),
            operator,
            journalSize,
            String.join("\n    ", remotes),
            adminPort);
  }

  /** Runs {@code sealcopy pair} with the arguments. */
  Ran pair(String... arguments) {
    List<String> all = new ArrayList<>();
    all.add("pair");
    all.addAll(List.of(arguments));
    all.add("--config");
    all.add(config().toString());
    return scratch.sealcopy(all.toArray(String[]::new));
  }
}
