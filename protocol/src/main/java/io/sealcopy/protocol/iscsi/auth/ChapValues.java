package io.sealcopy.protocol.iscsi.auth;

import io.sealcopy.protocol.iscsi.text.BinaryValue;
import io.sealcopy.protocol.iscsi.text.TextKey;
import io.sealcopy.protocol.iscsi.text.TextParameter;
import io.sealcopy.protocol.iscsi.text.TextParameters;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** How CHAP's numbers and bytes look as text. RFC 7143 §12.1.3. */
final class ChapValues {
  private ChapValues() {}

  /** The pairs of a challenge. */
  static List<TextParameter> challenge(ChapChallenge challenge) {
    return List.of(
        TextParameter.of(TextKey.CHAP_I, Integer.toString(challenge.identifier())),
        TextParameter.of(TextKey.CHAP_C, BinaryValue.encode(challenge.bytes())));
  }

  /** The pairs that answer a challenge. */
  static List<TextParameter> response(
      ChapAlgorithm algorithm, ChapCredentials self, ChapChallenge challenge) {
    byte[] response = algorithm.response(challenge.identifier(), self.secret(), challenge.bytes());
    return List.of(
        TextParameter.of(TextKey.CHAP_N, self.name()),
        TextParameter.of(TextKey.CHAP_R, BinaryValue.encode(response)));
  }

  /** The peer's challenge, if both its keys are there and make sense. */
  static Optional<ChapChallenge> challengeOf(TextParameters pairs) {
    Optional<byte[]> bytes = pairs.value(TextKey.CHAP_C).flatMap(BinaryValue::decode);
    Optional<byte[]> identifier =
        pairs.value(TextKey.CHAP_I).flatMap(BinaryValue::decode).filter(i -> i.length == 1);
    if (bytes.isEmpty() || identifier.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(new ChapChallenge(identifier.get()[0] & 0xff, bytes.get()));
  }

  static String offer(List<ChapAlgorithm> algorithms) {
    List<String> numbers = new ArrayList<>();
    for (ChapAlgorithm algorithm : algorithms) {
      numbers.add(Integer.toString(algorithm.number()));
    }
    return String.join(",", numbers);
  }

  /**
   * The accepted algorithm that is best among those offered. RFC 7143 §12.1.3 leaves the choice to
   * the one who is asked: so an initiator that names MD5 first, as many do, still gets SHA3-256.
   */
  static Optional<ChapAlgorithm> choose(String offered, List<ChapAlgorithm> accepted) {
    List<String> numbers = List.of(offered.split(",", -1));
    return accepted.stream()
        .filter(algorithm -> numbers.contains(Integer.toString(algorithm.number())))
        .findFirst();
  }
}
