package io.sealcopy.bench.load;

import io.sealcopy.bench.row.BenchException;
import java.util.Map;
import java.util.regex.Pattern;

/** What clients that stand on libiscsi have in common: they reconnect silently. */
final class Libiscsi {
  /** Put into a client's environment: its log level at which connections are told. */
  static final Map<String, String> TELL_CONNECTIONS = Map.of("LIBISCSI_DEBUG", "2");

  private static final Pattern CONNECTED = Pattern.compile("connection established");

  private Libiscsi() {}

  /**
   * Lets pass what was measured over one connection.
   *
   * @throws BenchException when the client made another number of them
   */
  static void expectOneConnection(String client, String output) {
    long connections = CONNECTED.matcher(output).results().count();
    if (connections != 1) {
      throw new BenchException(
          "the round does not count: %s made %d connections%n%s"
              .formatted(client, connections, output));
    }
  }
}
