package io.sealcopy.initiator;

import io.sealcopy.protocol.iscsi.auth.ChapAlgorithm;
import io.sealcopy.protocol.iscsi.auth.ChapCredentials;
import java.util.List;
import java.util.Optional;

/**
 * How the initiator authenticates.
 *
 * @param target what the target has to prove in turn; empty: one-way
 * @param algorithms to offer, best first; offer MD5 alone to Debian's tgt, which takes the number
 *     of SHA-256 for SHA-1
 */
public record ChapLogin(
    ChapCredentials self, Optional<ChapCredentials> target, List<ChapAlgorithm> algorithms) {
  public ChapLogin {
    algorithms = List.copyOf(algorithms);
  }

  public static ChapLogin oneWay(ChapCredentials self) {
    return new ChapLogin(self, Optional.empty(), List.of(ChapAlgorithm.values()));
  }

  public static ChapLogin mutual(ChapCredentials self, ChapCredentials target) {
    return new ChapLogin(self, Optional.of(target), List.of(ChapAlgorithm.values()));
  }
}
