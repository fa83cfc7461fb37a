package io.sealcopy.protocol.iscsi.auth;

import io.sealcopy.protocol.iscsi.text.TextParameter;
import java.util.List;

/** What one side of CHAP does next. */
public sealed interface ChapStep {
  /** Send these pairs and wait for the peer's. */
  record Continue(List<TextParameter> pairs) implements ChapStep {
    public Continue {
      pairs = List.copyOf(pairs);
    }
  }

  /**
   * This side is content; send these pairs (maybe none) with the transit to the next stage.
   *
   * @param peerName the name the peer proved; empty where it need not prove one
   */
  record Done(String peerName, List<TextParameter> pairs) implements ChapStep {
    public Done {
      pairs = List.copyOf(pairs);
    }
  }

  /**
   * The login ends with "authentication failure".
   *
   * @param reason for the log of this side; says nothing of secrets
   */
  record Failed(String reason) implements ChapStep {}
}
