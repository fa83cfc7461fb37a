package io.sealcopy.target.iscsi;

import io.sealcopy.protocol.iscsi.LoginStatus;

/** Whether the login of one connection may go on, and who is told how it ended. */
final class LoginGate {
  private final Connection.Shared shared;
  private final Wire wire;
  private final String refusal;
  private String claimant = "";

  /**
   * @param refusal why there is no room for it; empty when there is
   */
  LoginGate(Connection.Shared shared, Wire wire, String refusal) {
    this.shared = shared;
    this.wire = wire;
    this.refusal = refusal;
  }

  /** An initiator has said who it is: whether it hears more, and when. */
  LoginGuard.Verdict begins(String initiatorName) {
    claimant = initiatorName;
    LoginGuard.Verdict verdict =
        refusal.isEmpty()
            ? shared.guard().begins(wire.peerAddress(), initiatorName)
            : LoginGuard.REFUSED;
    if (verdict.kind() == LoginGuard.Kind.LATER) {
      shared.events().loginHeld();
    }
    return verdict;
  }

  /** Refuses one that may not go on. */
  void refuse(LoginPhase phase) {
    if (refusal.isEmpty()) {
      phase.refuse(LoginStatus.SERVICE_UNAVAILABLE, "too many like it have failed");
    } else {
      phase.refuse(LoginStatus.OUT_OF_RESOURCES, refusal);
    }
  }

  void failed(LoginStatus status, String reason) {
    shared.guard().failed(wire.peerAddress(), claimant, status);
    shared.events().loginFailed(new LoginRefusal(wire.peer(), claimant, status, reason));
  }

  void succeeded() {
    shared.guard().succeeded(wire.peerAddress(), claimant);
  }
}
