package io.sealcopy.endtoend;

import java.nio.file.Path;

/** A main centre with two units, two portals and mutual CHAP, for a host that is no pair's. */
final class HostedUnits extends Centre {
  /** What xfs needs at least, and some. */
  static final int MEBIBYTES = 320;

  final int secondPort;
  private final Secrets host;
  private final Secrets itself;

  HostedUnits(Scratch scratch) {
    super(scratch, "main");
    secondPort = scratch.freePort();
    host = Secrets.make(scratch, "host");
    itself = Secrets.make(scratch, "centre");
  }

  Path volumeFile(int lun) {
    return scratch.path("unit-" + lun + ".img");
  }

  @Override
  String target() {
    return "iqn.2026-01.org.example:hosted";
  }

  /** What a guest script is to know of it. */
  Guest describe(Guest guest) {
    return guest
        .environment("TARGET", target())
        .environment("CHAP_USER", host.user())
        .environment("CHAP_SECRET", host.secret())
        .environment("TARGET_USER", itself.user())
        .environment("TARGET_SECRET", itself.secret());
  }

  @Override
  String configuration() {
    return """
    main {
      state-directory = "%s"
      target {
        name = "%s"
        portal.listen = ["%s", "127.0.0.1:%d"]
        volumes = [
          { name = zero, lun = 0, size = %d MiB, backing.file = "%s" }
          { name = one, lun = 1, size = %d MiB, backing.file = "%s" }
        ]
        initiators = [{
          name = "*"
          chap {
            user = %s, secret-file = "%s"
            mutual { user = %s, secret-file = "%s" }
          }
          grants = [{ volumes = "*", roles = host }]
        }]
      }
      admin.listen = "127.0.0.1:%d"
    }
    """
        .formatted(
            state(),
            target(),
            portal(),
            secondPort,
            MEBIBYTES,
            volumeFile(0),
            MEBIBYTES,
            volumeFile(1),
            host.user(),
            host.file(),
            itself.user(),
            itself.file(),
            adminPort);
  }
}
