package io.sealcopy.target.iscsi;

import io.sealcopy.protocol.iscsi.LoginStatus;
import io.sealcopy.protocol.iscsi.text.TextParameter;
import java.util.List;

/** What a login request leads to. */
public sealed interface LoginStep {
  /** Answer and wait for the next request. */
  record Reply(boolean transit, int currentStage, int nextStage, List<TextParameter> pairs)
      implements LoginStep {
    public Reply {
      pairs = List.copyOf(pairs);
    }
  }

  /**
   * Refuse and close.
   *
   * @param reason for the log; names no credential
   */
  record Refuse(LoginStatus status, String reason) implements LoginStep {}

  /** The last answer: make the session, then send it and enter full feature phase. */
  record Establish(int currentStage, List<TextParameter> pairs, LoginResult result)
      implements LoginStep {
    public Establish {
      pairs = List.copyOf(pairs);
    }
  }
}
