package io.sealcopy.protocol.iscsi.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.protocol.iscsi.text.TextKey;
import io.sealcopy.protocol.iscsi.text.TextParameter;
import io.sealcopy.protocol.iscsi.text.TextParameters;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChapTest {
  private static final ChapSecret HOST = ChapSecret.of("correct horse battery");
  private static final ChapSecret ARRAY = ChapSecret.of("staple for the target");
  private static final ChapChallenge ONE = new ChapChallenge(0x2a, ascending(16));
  private static final ChapChallenge TWO = new ChapChallenge(7, ascending(17));
  private static final List<ChapAlgorithm> ALL = List.of(ChapAlgorithm.values());

  private static byte[] ascending(int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) i;
    }
    return bytes;
  }

  private static ChapTarget target(Optional<ChapCredentials> self) {
    return new ChapTarget(
        ALL, name -> name.equals("host") ? Optional.of(HOST) : Optional.empty(), self, ONE);
  }

  private static ChapInitiator initiator(ChapSecret secret, Optional<ChapCredentials> peer) {
    return new ChapInitiator(ALL, new ChapCredentials("host", secret), peer, TWO);
  }

  private static TextParameters sent(ChapStep step) {
    return new TextParameters(
        switch (step) {
          case ChapStep.Continue(List<TextParameter> pairs) -> pairs;
          case ChapStep.Done(_, List<TextParameter> pairs) -> pairs;
          case ChapStep.Failed(String reason) -> throw new AssertionError(reason);
        });
  }

  /** Made by Python: hashlib.new(name, b"\x2a" + b"correct horse battery" + bytes(range(16))). */
  @ParameterizedTest
  @CsvSource({
    "5, 7efffe0f324cdaeb9442b9216e36d904",
    "6, f960d1db12d99fa70d7120fdb7368a2226f7ca0b",
    "7, 27750b3c27f8f918a878a6e96ac6ba3778f21ad55a7cd93fbd1424ab63cbe87b",
    "8, 983c8a268420313515d40186ac94b8c2146173a611c48d1fa21af77a5fe8f0cd",
  })
  void responsesMatchAnotherImplementation(int number, String hex) {
    ChapAlgorithm algorithm = ChapAlgorithm.of(number).orElseThrow();
    byte[] response = algorithm.response(0x2a, HOST, ascending(16));
    assertThat(HexFormat.of().formatHex(response)).isEqualTo(hex);
    assertThat(response).hasSize(algorithm.length());
  }

  @Test
  void oneWay() {
    ChapTarget target = target(Optional.empty());
    ChapInitiator initiator = initiator(HOST, Optional.empty());
    TextParameters offer = new TextParameters(initiator.start());
    assertThat(offer).isEqualTo(TextParameters.of(TextParameter.of(TextKey.CHAP_A, "8,7,6,5")));
    TextParameters challenge = sent(target.receive(offer));
    assertThat(challenge)
        .isEqualTo(
            TextParameters.of(
                TextParameter.of(TextKey.CHAP_A, "8"),
                TextParameter.of(TextKey.CHAP_I, "42"),
                TextParameter.of(TextKey.CHAP_C, "0x000102030405060708090a0b0c0d0e0f")));
    ChapStep answer = initiator.receive(challenge);
    assertThat(answer).isInstanceOf(ChapStep.Done.class);
    assertThat(target.receive(sent(answer))).isEqualTo(new ChapStep.Done("host", List.of()));
    assertThat(target.receive(sent(answer))).isInstanceOf(ChapStep.Failed.class);
  }

  @Test
  void mutual() {
    Optional<ChapCredentials> array = Optional.of(new ChapCredentials("array", ARRAY));
    ChapTarget target = target(array);
    ChapInitiator initiator = initiator(HOST, array);
    TextParameters challenge = sent(target.receive(new TextParameters(initiator.start())));
    ChapStep answer = initiator.receive(challenge);
    assertThat(answer).isInstanceOf(ChapStep.Continue.class);
    ChapStep proof = target.receive(sent(answer));
    assertThat(proof).isInstanceOf(ChapStep.Done.class);
    assertThat(initiator.receive(sent(proof))).isEqualTo(new ChapStep.Done("array", List.of()));
  }

  @Test
  void aTargetThatProvesNothingIsNotBelieved() {
    Optional<ChapCredentials> array = Optional.of(new ChapCredentials("array", ARRAY));
    for (TextParameters proof :
        List.of(
            TextParameters.of(),
            TextParameters.of(
                TextParameter.of(TextKey.CHAP_N, "array"),
                TextParameter.of(TextKey.CHAP_R, "0x00")))) {
      ChapInitiator initiator = initiator(HOST, array);
      TextParameters challenge = sent(target(array).receive(new TextParameters(initiator.start())));
      assertThat(initiator.receive(challenge)).isInstanceOf(ChapStep.Continue.class);
      assertThat(initiator.receive(proof)).isInstanceOf(ChapStep.Failed.class);
    }
  }

  @Test
  void wrongSecretAndUnknownNameFailAlike() {
    ChapInitiator initiator = initiator(ARRAY, Optional.empty());
    ChapTarget wrong = target(Optional.empty());
    TextParameters challenge = sent(wrong.receive(new TextParameters(initiator.start())));
    ChapStep byWrongSecret = wrong.receive(sent(initiator.receive(challenge)));

    ChapTarget nobody = new ChapTarget(ALL, _ -> Optional.empty(), Optional.empty(), ONE);
    ChapInitiator right = initiator(HOST, Optional.empty());
    TextParameters again = sent(nobody.receive(new TextParameters(right.start())));
    assertThat(nobody.receive(sent(right.receive(again)))).isEqualTo(byWrongSecret);
    assertThat(byWrongSecret).isInstanceOf(ChapStep.Failed.class);
  }

  @Test
  void aReflectedChallengeIsRefused() {
    ChapTarget target = target(Optional.of(new ChapCredentials("array", ARRAY)));
    ChapInitiator initiator =
        new ChapInitiator(
            ALL,
            new ChapCredentials("host", HOST),
            Optional.of(new ChapCredentials("array", ARRAY)),
            ONE);
    TextParameters challenge = sent(target.receive(new TextParameters(initiator.start())));
    assertThat(initiator.receive(challenge))
        .isEqualTo(new ChapStep.Failed("the target sent our own challenge"));

    byte[] response = ChapAlgorithm.SHA3_256.response(0x2a, HOST, ascending(16));
    TextParameters reflecting =
        TextParameters.of(
            TextParameter.of(TextKey.CHAP_N, "host"),
            TextParameter.of(TextKey.CHAP_R, "0x" + HexFormat.of().formatHex(response)),
            TextParameter.of(TextKey.CHAP_I, "43"),
            TextParameter.of(TextKey.CHAP_C, "0x000102030405060708090a0b0c0d0e0f"));
    assertThat(target.receive(reflecting))
        .isEqualTo(new ChapStep.Failed("the initiator sent our own challenge"));
  }

  @Test
  void oneSecretForBothDirectionsIsRefusedByEitherSide() {
    Optional<ChapCredentials> same = Optional.of(new ChapCredentials("array", HOST));
    ChapTarget target = target(same);
    ChapInitiator careless = initiator(HOST, Optional.of(new ChapCredentials("array", ARRAY)));
    TextParameters challenge = sent(target.receive(new TextParameters(careless.start())));
    assertThat(target.receive(sent(careless.receive(challenge))))
        .isInstanceOf(ChapStep.Failed.class);
    ChapInitiator careful = initiator(HOST, same);
    careful.start();
    assertThat(careful.receive(challenge)).isInstanceOf(ChapStep.Failed.class);
  }

  /** RFC 7143 §12.1.3: the target takes one of those proposed, whichever it prefers. */
  @Test
  void theTargetsPreferenceDecides() {
    ChapStep step =
        target(Optional.empty())
            .receive(TextParameters.of(TextParameter.of(TextKey.CHAP_A, "5,9,7")));
    assertThat(sent(step).value(TextKey.CHAP_A)).hasValue("7");
    ChapTarget strict =
        new ChapTarget(
            List.of(ChapAlgorithm.SHA3_256), _ -> Optional.of(HOST), Optional.empty(), ONE);
    assertThat(strict.receive(TextParameters.of(TextParameter.of(TextKey.CHAP_A, "5,6,7"))))
        .isEqualTo(new ChapStep.Failed("no common CHAP algorithm"));
  }

  @Test
  void noCommonAlgorithm() {
    assertThat(
            target(Optional.empty())
                .receive(TextParameters.of(TextParameter.of(TextKey.CHAP_A, "9,05"))))
        .isEqualTo(new ChapStep.Failed("no common CHAP algorithm"));
  }

  @Test
  void secretsAreNotShownAndCanBeWiped() {
    ChapSecret secret = ChapSecret.of("correct horse battery");
    assertThat(new ChapCredentials("host", secret).toString()).doesNotContain("horse");
    secret.close();
    assertThat(secret.sameAs(ChapSecret.of(new byte[21]))).isTrue();
    byte[] bytes = ascending(12);
    ChapSecret copy = ChapSecret.of(bytes);
    Arrays.fill(bytes, (byte) 0);
    assertThat(copy.sameAs(ChapSecret.of(ascending(12)))).isTrue();
  }
}
