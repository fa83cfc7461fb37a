package io.sealcopy.initiator;

import io.sealcopy.protocol.iscsi.LoginStatus;
import java.util.Optional;

/** Why there is no session. Each says in {@link #message} what an operator has to know. */
public sealed interface OpenFailure extends SessionResult, DiscoveryResult {
  String message();

  /** No TCP connection: refused, unreachable, unknown host, too slow. */
  record NotConnected(String message) implements OpenFailure {}

  /** The connection broke or went silent during login. */
  record Interrupted(String message) implements OpenFailure {}

  /**
   * The target ended the login.
   *
   * @param status empty if the standard has no name for it
   */
  record LoginRefused(
      int statusClass, int statusDetail, Optional<LoginStatus> status, String message)
      implements OpenFailure {
    static LoginRefused of(int statusClass, int statusDetail, String peer) {
      Optional<LoginStatus> status = LoginStatus.of(statusClass, statusDetail);
      String text = status.map(LoginStatus::text).orElse("no status of RFC 7143");
      return new LoginRefused(
          statusClass,
          statusDetail,
          status,
          "%s refused the login: %s (status %02x%02x)"
              .formatted(peer, text, statusClass, statusDetail));
    }
  }

  /** The target did not prove its identity, or wants an authentication we cannot give. */
  record NotAuthenticated(String message) implements OpenFailure {}

  /** What the target said is no iSCSI, or not what we can work with. */
  record ProtocolViolation(String message) implements OpenFailure {}
}
