package io.sealcopy.replicator.cli;

import io.sealcopy.config.cli.CliException;
import io.sealcopy.config.cli.ExitCode;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A rate on the command line: {@code none}, or bytes a second with K, M or G behind them. */
final class ByteRate {
  private static final Pattern FORM = Pattern.compile("([0-9]{1,12})([KMG]?)(i?B)?(/s)?");

  private ByteRate() {}

  /** Bytes a second, powers of 1024; 0 for {@code none}. */
  static long parse(String text) {
    if (text.equals("none")) {
      return 0;
    }
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches() || Long.parseLong(matcher.group(1)) == 0) {
      throw new CliException(
          ExitCode.USAGE,
          "'" + text + "' is no rate",
          "give bytes a second, as 500K, 50M or 1G; or none");
    }
    long number = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "K" -> number << 10;
      case "M" -> number << 20;
      case "G" -> number << 30;
      default -> number;
    };
  }
}
