package io.sealcopy.protocol.iscsi.auth;

import io.sealcopy.protocol.iscsi.text.BinaryValue;
import io.sealcopy.protocol.iscsi.text.TextKey;
import io.sealcopy.protocol.iscsi.text.TextParameter;
import io.sealcopy.protocol.iscsi.text.TextParameters;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The initiator's side of CHAP. Pure: its own challenge is passed in. Not thread-safe; one object
 * serves one login.
 */
public final class ChapInitiator {
  private enum State {
    START,
    ALGORITHM_OFFERED,
    RESPONDED,
    ENDED
  }

  private final List<ChapAlgorithm> algorithms;
  private final ChapCredentials self;
  private final Optional<ChapCredentials> target;
  private final ChapChallenge challenge;
  private State state = State.START;
  private ChapAlgorithm algorithm = ChapAlgorithm.SHA_256;

  /**
   * Creates the exchange of one login.
   *
   * @param algorithms to offer, best first
   * @param target what the target has to prove; empty: one-way
   * @param challenge for the target, fresh
   */
  public ChapInitiator(
      List<ChapAlgorithm> algorithms,
      ChapCredentials self,
      Optional<ChapCredentials> target,
      ChapChallenge challenge) {
    this.algorithms = List.copyOf(algorithms);
    this.self = self;
    this.target = target;
    this.challenge = challenge;
  }

  /** After the target chose CHAP: the algorithms. */
  public List<TextParameter> start() {
    state = State.ALGORITHM_OFFERED;
    return List.of(TextParameter.of(TextKey.CHAP_A, ChapValues.offer(algorithms)));
  }

  public ChapStep receive(TextParameters pairs) {
    ChapStep step =
        switch (state) {
          case START, ENDED -> new ChapStep.Failed("CHAP keys at the wrong time");
          case ALGORITHM_OFFERED -> respond(pairs);
          case RESPONDED -> verify(pairs);
        };
    if (!(step instanceof ChapStep.Continue)) {
      state = State.ENDED;
    }
    return step;
  }

  private ChapStep respond(TextParameters pairs) {
    Optional<ChapAlgorithm> chosen =
        pairs.value(TextKey.CHAP_A).flatMap(a -> ChapValues.choose(a, algorithms));
    Optional<ChapChallenge> theirs = ChapValues.challengeOf(pairs);
    if (chosen.isEmpty() || theirs.isEmpty()) {
      return new ChapStep.Failed("the target sent no usable CHAP_A, CHAP_I and CHAP_C");
    }
    algorithm = chosen.get();
    if (target.isPresent() && target.get().secret().sameAs(self.secret())) {
      // RFC 7143 §12.1.3: one secret for both directions could be reflected.
      return new ChapStep.Failed("the secrets of initiator and target must differ");
    }
    List<TextParameter> answer =
        new ArrayList<>(ChapValues.response(algorithm, self, theirs.get()));
    if (target.isEmpty()) {
      return new ChapStep.Done("", answer);
    }
    if (MessageDigest.isEqual(theirs.get().bytes(), challenge.bytes())) {
      return new ChapStep.Failed("the target sent our own challenge");
    }
    answer.addAll(ChapValues.challenge(challenge));
    state = State.RESPONDED;
    return new ChapStep.Continue(answer);
  }

  private ChapStep verify(TextParameters pairs) {
    ChapCredentials expected = target.orElseThrow();
    Optional<String> name = pairs.value(TextKey.CHAP_N);
    Optional<byte[]> response = pairs.value(TextKey.CHAP_R).flatMap(BinaryValue::decode);
    if (name.isEmpty() || response.isEmpty()) {
      return new ChapStep.Failed("the target did not authenticate itself");
    }
    byte[] right = algorithm.response(challenge.identifier(), expected.secret(), challenge.bytes());
    boolean proven = MessageDigest.isEqual(right, response.get());
    return proven && name.get().equals(expected.name())
        ? new ChapStep.Done(name.get(), List.of())
        : new ChapStep.Failed("the target has another name or another secret than expected");
  }
}
