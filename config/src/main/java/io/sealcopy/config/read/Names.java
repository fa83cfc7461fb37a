package io.sealcopy.config.read;

import io.sealcopy.config.HostPort;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The spelling of names and addresses. */
final class Names {
  private static final int LONGEST_ISCSI_NAME = 223;
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
  private static final Pattern IQN =
      Pattern.compile("iqn\\.\\d{4}-(0[1-9]|1[0-2])\\.[a-z0-9-]+(\\.[a-z0-9-]+)*(:[a-z0-9.:-]*)?");
  private static final Pattern EUI = Pattern.compile("eui\\.[0-9a-fA-F]{16}");
  private static final Pattern NAA = Pattern.compile("naa\\.([0-9a-fA-F]{16}|[0-9a-fA-F]{32})");
  private static final Pattern HOST_PORT =
      Pattern.compile(
          "(\\[(?<six>[0-9a-fA-F:.%]+)]|(?<host>[^\\s:\\[\\]/]+))(:(?<port>\\d{1,5}))?");

  private Names() {}

  static boolean isName(String text) {
    return NAME.matcher(text).matches();
  }

  /** What is wrong with an iSCSI name (RFC 7143 §4.2.7.1), if anything. */
  static Optional<String> faultOfIscsiName(String name) {
    if (name.getBytes(StandardCharsets.UTF_8).length > LONGEST_ISCSI_NAME) {
      return Optional.of("it is longer than 223 bytes");
    }
    if (name.toLowerCase(Locale.ROOT).startsWith("iqn.")
        && !name.equals(name.toLowerCase(Locale.ROOT))) {
      return Optional.of("it has capital letters, which the protocol folds to small ones");
    }
    if (name.startsWith("eui.")) {
      return fault(EUI, name, "after \"eui.\" come 16 hexadecimal digits");
    }
    if (name.startsWith("naa.")) {
      return fault(NAA, name, "after \"naa.\" come 16 or 32 hexadecimal digits");
    }
    if (!name.startsWith("iqn.")) {
      return Optional.of("it starts with neither \"iqn.\" nor \"eui.\" nor \"naa.\"");
    }
    return fault(
        IQN, name, "after \"iqn.\" come year-month, a reversed domain name, and perhaps \":text\"");
  }

  private static Optional<String> fault(Pattern pattern, String name, String fault) {
    return pattern.matcher(name).matches() ? Optional.empty() : Optional.of(fault);
  }

  /** An address and port; the port may be left out when there is a default. */
  static Optional<HostPort> hostPort(String text, Optional<Integer> defaultPort) {
    Matcher matcher = HOST_PORT.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    String six = matcher.group("six");
    String host = six != null ? six : matcher.group("host");
    Optional<Integer> port = Optional.ofNullable(matcher.group("port")).map(Integer::valueOf);
    return port.or(() -> defaultPort)
        .filter(number -> number <= 0xffff)
        .map(number -> new HostPort(host, number));
  }
}
