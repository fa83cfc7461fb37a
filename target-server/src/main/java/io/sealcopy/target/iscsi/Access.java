package io.sealcopy.target.iscsi;

import io.sealcopy.protocol.iscsi.auth.ChapAlgorithm;
import io.sealcopy.protocol.iscsi.auth.ChapCredentials;
import java.util.List;
import java.util.Optional;

/** Whether an initiator may log in, and what it must prove. */
public sealed interface Access {
  Access OPEN = new Open();
  Access DENIED = new Denied("");

  /** Without authentication. */
  record Open() implements Access {}

  /**
   * Not at all: login ends with "authorization failure".
   *
   * @param reason for our log, not for the peer; may be empty
   */
  record Denied(String reason) implements Access {}

  /**
   * By CHAP.
   *
   * @param initiator the name and secret it must prove
   * @param target what we prove when it asks; empty: such a login fails
   * @param algorithms those accepted, the preferred one first
   */
  record Chap(
      ChapCredentials initiator, Optional<ChapCredentials> target, List<ChapAlgorithm> algorithms)
      implements Access {
    public Chap {
      algorithms = List.copyOf(algorithms);
    }

    /** With every algorithm there is. */
    public Chap(ChapCredentials initiator, Optional<ChapCredentials> target) {
      this(initiator, target, List.of(ChapAlgorithm.values()));
    }
  }
}
