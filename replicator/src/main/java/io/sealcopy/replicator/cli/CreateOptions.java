package io.sealcopy.replicator.cli;

import io.sealcopy.config.cli.CliException;
import io.sealcopy.config.cli.ExitCode;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of {@code pair create}. */
final class CreateOptions {
  @Option(
      names = "--volume",
      required = true,
      paramLabel = "V",
      description = "The P-VOL; repeated: volumes of one group, copied in one order.")
  private List<String> volumes = List.of();

  @Option(
      names = "--remote",
      required = true,
      paramLabel = "URL",
      description =
          "The S-VOL: iscsi://host[:port]/target/lun, or NAME/lun of a remote in the"
              + " configuration. The first is for the first volume, and so on.")
  private List<String> remotes = List.of();

  @Option(
      names = "--recipient",
      paramLabel = "CERT",
      description = "Certificate of one who can open the copy; may be repeated.")
  private List<Path> recipients = List.of();

  @Option(
      names = "--new-recipient",
      paramLabel = "DIR",
      description = "Make a recipient first: DIR/recipient.key and DIR/recipient.crt.")
  @Nullable Path newRecipient;

  @Option(
      names = "--escrow",
      paramLabel = "DIR",
      description = "Write there what must survive this centre. Needed with --foreign.")
  private @Nullable Path escrow;

  @Option(names = "--foreign", description = "The remote is no Sealcopy: an ordinary target.")
  private boolean foreign;

  @Option(
      names = "--link",
      paramLabel = "KIND",
      description =
          "How changes cross: sealed (the default; to a Sealcopy remote) or standard (as ordinary"
              + " WRITEs).")
  private @Nullable String link;

  @Option(
      names = "--connections",
      paramLabel = "N",
      description = "With a sealed link: over how many at once (default: 1).")
  private @Nullable Integer connections;

  @Option(
      names = "--holes",
      paramLabel = "KIND",
      description =
          "How zeros cross: clear (as they are; the default on a sealed link) or sealed (like any"
              + " other content, so that stock tools open all of the copy; the default on a"
              + " standard link).")
  private @Nullable String holes;

  @Option(
      names = "--seal",
      paramLabel = "on|off",
      description =
          "off: a plain copy. Nothing is encrypted: whoever reads the remote's volume, or a link"
              + " without TLS, reads the data. It takes no recipient, and is said in every answer.")
  private @Nullable String seal;

  @Option(names = "--chap-user", paramLabel = "USER", description = "Our CHAP name there.")
  private @Nullable String chapUser;

  @Option(
      names = "--chap-secret-file",
      paramLabel = "FILE",
      description = "Our CHAP secret, in the first line of FILE (chmod 600).")
  private @Nullable Path chapSecret;

  @Option(
      names = "--define",
      description = "Only make it (state SMPL): keys and binding; pair start begins.")
  private boolean define;

  @Option(
      names = "--no-copy",
      description =
          "Copy nothing: you vouch that both hold the same content already (a clone, or both"
              + " empty). Only changes cross.")
  private boolean noCopy;

  @Option(
      names = "--compare",
      description =
          "Ask the remote what it has, and copy only what differs: with --seal off, or zeros with"
              + " --holes clear.")
  private boolean compare;

  @Option(
      names = "--swap",
      description =
          "The volumes are copies that were taken over here, and the remotes are what they were"
              + " copied from, where pair swap was said: copies what differs.")
  private boolean swap;

  @Option(
      names = "--swap-full",
      description = "As --swap, to any remote that is bound to no pair: copies everything.")
  private boolean swapFull;

  @Mixin private final ModeOptions mode = new ModeOptions();

  @Option(names = "--wait", description = "Return when the pair is in state PAIR.")
  boolean wait;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      defaultValue = "86400",
      description = "With --wait: for how long at most (default: ${DEFAULT-VALUE}).")
  long timeout;

  /** Whether it is a plain copy that is asked for. */
  boolean plain() {
    return seal != null && !sealed(seal);
  }

  private static boolean sealed(String word) {
    return switch (word) {
      case "on" -> true;
      case "off" -> false;
      default ->
          throw new CliException(ExitCode.USAGE, "--seal " + word + " is neither on nor off", "");
    };
  }

  CreateRequest request(String name) {
    return new CreateRequest(name, volumes, remotes, foreign)
        .recipients(recipients)
        .escrow(escrow)
        .option("link", link)
        .option("connections", connections)
        .option("holes", holes)
        .option("seal", seal == null ? null : sealed(seal))
        .chap(chapUser, chapSecret)
        .begins(define, !noCopy)
        .comparing(compare)
        .swaps(swap, swapFull)
        .options(mode.given());
  }
}
