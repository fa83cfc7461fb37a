package io.sealcopy.initiator;

import io.sealcopy.protocol.iscsi.text.NegotiatedParameters;
import io.sealcopy.protocol.iscsi.text.TextParameters;

/** What the initiator does next in a login. */
sealed interface LoginMove {
  /** Send a login request. */
  record Send(int currentStage, int nextStage, boolean transit, TextParameters text)
      implements LoginMove {}

  /** Full feature phase. */
  record Done(NegotiatedParameters parameters) implements LoginMove {}

  /** The target is elsewhere: {@code host[:port][,tag]}. */
  record Redirected(String address) implements LoginMove {}

  record Failed(OpenFailure failure) implements LoginMove {}
}
