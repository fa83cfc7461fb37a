package io.sealcopy.protocol.iscsi.auth;

import io.sealcopy.protocol.iscsi.text.BinaryValue;
import io.sealcopy.protocol.iscsi.text.TextKey;
import io.sealcopy.protocol.iscsi.text.TextParameter;
import io.sealcopy.protocol.iscsi.text.TextParameters;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The target's side of CHAP. Pure: its challenge is passed in. Not thread-safe; one object serves
 * one login.
 */
public final class ChapTarget {
  private enum State {
    START,
    CHALLENGED,
    ENDED
  }

  /** Stands in for the secret of a name nobody has, so that both cases take the same time. */
  private static final ChapSecret NOBODY = ChapSecret.of(new byte[ChapSecret.MIN_LENGTH]);

  private final List<ChapAlgorithm> accepted;
  private final Function<String, Optional<ChapSecret>> secrets;
  private final Optional<ChapCredentials> self;
  private final ChapChallenge challenge;
  private State state = State.START;
  private ChapAlgorithm algorithm = ChapAlgorithm.SHA_256;

  /**
   * Creates the exchange of one login.
   *
   * @param secrets the secret an initiator of this CHAP name has to prove
   * @param self what this target proves when asked to; empty: it cannot
   * @param challenge for the initiator, fresh
   */
  public ChapTarget(
      List<ChapAlgorithm> accepted,
      Function<String, Optional<ChapSecret>> secrets,
      Optional<ChapCredentials> self,
      ChapChallenge challenge) {
    this.accepted = List.copyOf(accepted);
    this.secrets = secrets;
    this.self = self;
    this.challenge = challenge;
  }

  public ChapStep receive(TextParameters pairs) {
    ChapStep step =
        switch (state) {
          case START -> challenge(pairs);
          case CHALLENGED -> verify(pairs);
          case ENDED -> new ChapStep.Failed("CHAP keys at the wrong time");
        };
    if (!(step instanceof ChapStep.Continue)) {
      state = State.ENDED;
    }
    return step;
  }

  private ChapStep challenge(TextParameters pairs) {
    Optional<String> offered = pairs.value(TextKey.CHAP_A);
    Optional<ChapAlgorithm> chosen = offered.flatMap(a -> ChapValues.choose(a, accepted));
    if (chosen.isEmpty()) {
      return new ChapStep.Failed("no common CHAP algorithm");
    }
    algorithm = chosen.get();
    List<TextParameter> answer = new ArrayList<>();
    answer.add(TextParameter.of(TextKey.CHAP_A, Integer.toString(algorithm.number())));
    answer.addAll(ChapValues.challenge(challenge));
    state = State.CHALLENGED;
    return new ChapStep.Continue(answer);
  }

  private ChapStep verify(TextParameters pairs) {
    Optional<String> name = pairs.value(TextKey.CHAP_N);
    Optional<byte[]> response = pairs.value(TextKey.CHAP_R).flatMap(BinaryValue::decode);
    if (name.isEmpty() || response.isEmpty()) {
      return new ChapStep.Failed("no usable CHAP_N and CHAP_R");
    }
    Optional<ChapSecret> known = secrets.apply(name.get());
    ChapSecret secret = known.orElse(NOBODY);
    byte[] right = algorithm.response(challenge.identifier(), secret, challenge.bytes());
    if (!MessageDigest.isEqual(right, response.get()) || known.isEmpty()) {
      return new ChapStep.Failed("unknown CHAP name or wrong secret");
    }
    boolean mutual =
        pairs.value(TextKey.CHAP_I).isPresent() || pairs.value(TextKey.CHAP_C).isPresent();
    return mutual ? prove(name.get(), secret, pairs) : new ChapStep.Done(name.get(), List.of());
  }

  private ChapStep prove(String name, ChapSecret initiatorSecret, TextParameters pairs) {
    Optional<ChapChallenge> theirs = ChapValues.challengeOf(pairs);
    if (theirs.isEmpty()) {
      return new ChapStep.Failed("no usable CHAP_I and CHAP_C");
    }
    if (MessageDigest.isEqual(theirs.get().bytes(), challenge.bytes())) {
      // RFC 7143 §12.1.3: a reflected challenge would make us answer our own question.
      return new ChapStep.Failed("the initiator sent our own challenge");
    }
    if (self.isEmpty()) {
      return new ChapStep.Failed("this target has no secret to prove itself with");
    }
    if (self.get().secret().sameAs(initiatorSecret)) {
      return new ChapStep.Failed("the secrets of initiator and target must differ");
    }
    return new ChapStep.Done(name, ChapValues.response(algorithm, self.get(), theirs.get()));
  }
}
