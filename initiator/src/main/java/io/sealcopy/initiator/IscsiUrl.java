package io.sealcopy.initiator;

import io.sealcopy.protocol.iscsi.Lun;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a logical unit is: {@code iscsi://[user@]host[:port]/target/lun}, as libiscsi and QEMU
 * write it. A password has no place in it.
 *
 * @param user the CHAP name
 * @param host a name or an address, an IPv6 one without brackets
 * @param port 1 to 65535
 * @param targetName the iSCSI name of the target
 * @param lun 0 to {@link Lun#MAX_NUMBER}
 */
public record IscsiUrl(Optional<String> user, String host, int port, String targetName, int lun)
    implements ParsedUrl {
  /** IANA's port for iSCSI. */
  public static final int DEFAULT_PORT = 3260;

  private static final String SHAPE = "iscsi://[user@]host[:port]/target-name/lun";
  private static final Pattern URL =
      Pattern.compile(
          "iscsi://(?:([^@/]*)@)?(\\[[^\\]/]*\\]|[^:/\\[\\]@]*)(?::([^/]*))?/([^/]*)/([^/]*)");

  /** RFC 7143 §4.2.7: iqn., eui. and naa. names, at most 223 bytes. */
  private static final Pattern NAME = Pattern.compile("(iqn|eui|naa)\\.[-.:0-9a-z]{1,219}");

  /** Parses a URL; never throws. */
  public static ParsedUrl parse(String text) {
    Matcher matcher = URL.matcher(text);
    if (!matcher.matches()) {
      return invalid(text, "is not of the form " + SHAPE);
    }
    Optional<String> user = Optional.ofNullable(matcher.group(1));
    if (user.isPresent() && (user.get().isEmpty() || user.get().matches(".*[:%].*"))) {
      // libiscsi takes user%password: refuse it, command lines are visible to every process.
      return new ParsedUrl.Invalid("the URL must name a user only, without password");
    }
    String host = matcher.group(2);
    boolean bracketed = host.startsWith("[");
    String address = bracketed ? host.substring(1, host.length() - 1) : host;
    if (address.isEmpty() || (bracketed && !address.contains(":"))) {
      return invalid(text, "has no host, or no IPv6 address in its brackets");
    }
    int port = matcher.group(3) == null ? DEFAULT_PORT : number(matcher.group(3), 65535);
    if (port < 1) {
      return invalid(text, "has a port that is not within 1 to 65535");
    }
    if (!NAME.matcher(matcher.group(4)).matches()) {
      return invalid(text, "names the target '" + matcher.group(4) + "', which is no iSCSI name");
    }
    int lun = number(matcher.group(5), Lun.MAX_NUMBER);
    if (lun < 0) {
      return invalid(text, "has a LUN that is not within 0 to " + Lun.MAX_NUMBER);
    }
    return new IscsiUrl(user, address, port, matcher.group(4), lun);
  }

  private static int number(String digits, int max) {
    if (!digits.matches("[0-9]{1,5}")) {
      return -1;
    }
    int number = Integer.parseInt(digits);
    return number <= max ? number : -1;
  }

  private static ParsedUrl.Invalid invalid(String text, String problem) {
    return new ParsedUrl.Invalid("'" + text + "' " + problem);
  }

  @Override
  public String toString() {
    return "iscsi://"
        + user.map(u -> u + "@").orElse("")
        + (host.contains(":") ? "[" + host + "]" : host)
        + (port == DEFAULT_PORT ? "" : ":" + port)
        + "/"
        + targetName
        + "/"
        + lun;
  }
}
