package io.sealcopy.protocol.iscsi.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealcopy.protocol.iscsi.text.Negotiator.Role;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class NegotiatorTest {
  private static TextParameters text(String... pairs) {
    List<TextParameter> list = new ArrayList<>();
    for (String pair : pairs) {
      int equals = pair.indexOf('=');
      list.add(new TextParameter(pair.substring(0, equals), pair.substring(equals + 1)));
    }
    return new TextParameters(list);
  }

  private static Negotiator target(NegotiationOffer offer) {
    return new Negotiator(Role.TARGET, SessionType.NORMAL, true, offer);
  }

  private static Negotiator initiator(NegotiationOffer offer) {
    Negotiator initiator = new Negotiator(Role.INITIATOR, SessionType.NORMAL, true, offer);
    initiator.proposals();
    return initiator;
  }

  private static String ask(Negotiator negotiator, String... pairs) {
    return switch (negotiator.receive(text(pairs))) {
      case NegotiationStep.Answer(List<TextParameter> answers) ->
          String.join(" ", answers.stream().map(a -> a.key() + "=" + a.value()).toList());
      case NegotiationStep.Broken(TextProblem problem) -> "broken: " + problem.problem();
    };
  }

  /** Key, our value, the peer's, the answer RFC 7143 §13 asks for. */
  @ParameterizedTest
  @CsvSource({
    "MAX_CONNECTIONS, 4, 2, 2",
    "MAX_CONNECTIONS, 4, 9, 4",
    "MAX_CONNECTIONS, 4, 0, Reject",
    "MAX_CONNECTIONS, 4, 65536, Reject",
    "INITIAL_R2T, No, No, No",
    "INITIAL_R2T, No, Yes, Yes",
    "INITIAL_R2T, Yes, No, Yes",
    "INITIAL_R2T, Yes, yes, Reject",
    "IMMEDIATE_DATA, Yes, Yes, Yes",
    "IMMEDIATE_DATA, Yes, No, No",
    "IMMEDIATE_DATA, No, Yes, No",
    "MAX_BURST_LENGTH, 262144, 16776192, 262144",
    "MAX_BURST_LENGTH, 262144, 0x400, 1024",
    "MAX_BURST_LENGTH, 262144, 511, Reject",
    "MAX_BURST_LENGTH, 262144, 16777216, Reject",
    "MAX_BURST_LENGTH, 262144, many, Reject",
    "FIRST_BURST_LENGTH, 65536, 512, 512",
    "DEFAULT_TIME2WAIT, 2, 0, 2",
    "DEFAULT_TIME2WAIT, 2, 5, 5",
    "DEFAULT_TIME2WAIT, 2, 3601, Reject",
    "DEFAULT_TIME2RETAIN, 20, 0, 0",
    "DEFAULT_TIME2RETAIN, 0, 20, 0",
    "MAX_OUTSTANDING_R2T, 8, 1, 1",
    "MAX_OUTSTANDING_R2T, 8, 16, 8",
    "DATA_PDU_IN_ORDER, Yes, No, Yes",
    "DATA_SEQUENCE_IN_ORDER, Yes, No, Yes",
    "ERROR_RECOVERY_LEVEL, 0, 2, 0",
    "ERROR_RECOVERY_LEVEL, 2, 1, 1",
    "ERROR_RECOVERY_LEVEL, 2, 3, Reject",
    "'HEADER_DIGEST', 'CRC32C,None', 'None,CRC32C', None",
    "'HEADER_DIGEST', 'CRC32C,None', 'CRC32C,None', CRC32C",
    "'DATA_DIGEST', 'None', 'CRC32C,None', None",
    "'DATA_DIGEST', 'None', 'CRC32C', Reject",
    "TASK_REPORTING, 'RFC3720', 'FastAbort,RFC3720', RFC3720",
    "ISCSI_PROTOCOL_LEVEL, 1, 2, 1",
  })
  void everyRuleAnswersAsTheStandardSays(TextKey key, String ours, String theirs, String answer) {
    Negotiator target = target(NegotiationOffer.defaults().with(key, ours));
    assertThat(ask(target, key.keyName() + "=" + theirs)).isEqualTo(key.keyName() + "=" + answer);
    assertThat(target.refused().contains(key)).isEqualTo(answer.equals(TextKey.REJECT));
  }

  @Test
  void bothSidesArriveAtTheSameParameters() {
    NegotiationOffer wishes =
        NegotiationOffer.defaults()
            .with(TextKey.HEADER_DIGEST, "CRC32C,None")
            .with(TextKey.DATA_DIGEST, "None,CRC32C")
            .with(TextKey.INITIAL_R2T, false)
            .with(TextKey.IMMEDIATE_DATA, true)
            .with(TextKey.MAX_RECV_DATA_SEGMENT_LENGTH, 262144)
            .with(TextKey.MAX_BURST_LENGTH, 1048576)
            .with(TextKey.FIRST_BURST_LENGTH, 262144)
            .with(TextKey.MAX_OUTSTANDING_R2T, 4);
    Negotiator initiator = new Negotiator(Role.INITIATOR, SessionType.NORMAL, true, wishes);
    Negotiator target =
        target(
            wishes
                .with(TextKey.MAX_BURST_LENGTH, 131072)
                .with(TextKey.MAX_RECV_DATA_SEGMENT_LENGTH, 65536));
    NegotiationStep step = target.receive(new TextParameters(initiator.proposals()));
    List<TextParameter> answers = ((NegotiationStep.Answer) step).pairs();
    assertThat(initiator.receive(new TextParameters(answers)))
        .isEqualTo(new NegotiationStep.Answer(List.of()));
    NegotiatedParameters result = initiator.result();
    assertThat(target.result()).isEqualTo(result);
    assertThat(result)
        .isEqualTo(
            new NegotiatedParameters(
                1, false, true, 262144, 65536, 131072, 131072, 2, 20, 4, true, true, 0, true, false,
                "RFC3720", 1));
  }

  @Test
  void withoutAWordTheDefaultsAreInForce() {
    assertThat(target(NegotiationOffer.defaults()).result())
        .isEqualTo(
            new NegotiatedParameters(
                1, true, true, 8192, 8192, 262144, 65536, 2, 20, 1, true, true, 0, false, false,
                "RFC3720", 1));
  }

  @Test
  void firstBurstIsBoundedByMaxBurstWhateverTheOrder() {
    NegotiationOffer offer =
        NegotiationOffer.defaults()
            .with(TextKey.FIRST_BURST_LENGTH, 262144)
            .with(TextKey.INITIAL_R2T, false);
    assertThat(
            ask(target(offer), "FirstBurstLength=262144", "MaxBurstLength=4096", "InitialR2T=No"))
        .isEqualTo("MaxBurstLength=4096 InitialR2T=No FirstBurstLength=4096");
    Negotiator silent = target(offer);
    assertThat(ask(silent, "MaxBurstLength=4096")).isEqualTo("MaxBurstLength=4096");
    assertThat(silent.result().firstBurstLength()).isEqualTo(4096);
  }

  @Test
  void firstBurstIsIrrelevantWithoutUnsolicitedData() {
    assertThat(
            ask(
                target(NegotiationOffer.defaults()),
                "FirstBurstLength=512",
                "InitialR2T=Yes",
                "ImmediateData=No"))
        .endsWith("FirstBurstLength=Irrelevant");
  }

  @Test
  void sessionKeysAreIrrelevantInDiscovery() {
    Negotiator target =
        new Negotiator(Role.TARGET, SessionType.DISCOVERY, true, NegotiationOffer.defaults());
    for (TextKey key : TextKey.values()) {
      if (key.irrelevantInDiscovery()) {
        assertThat(ask(target, key.keyName() + "=" + key.defaultValue()))
            .isEqualTo(key.keyName() + "=Irrelevant");
      }
    }
    assertThat(ask(target, "DefaultTime2Wait=0")).isEqualTo("DefaultTime2Wait=2");
  }

  @Test
  void unknownKeysAreNotUnderstoodButConstantsAreNeverAnswered() {
    Negotiator target = target(NegotiationOffer.defaults());
    assertThat(ask(target, "X-com.example.a=1", "X-com.example.b=NotUnderstood"))
        .isEqualTo("X-com.example.a=NotUnderstood");
  }

  @Test
  void obsoleteMarkersAreTurnedDownButUnderstood() {
    assertThat(ask(target(NegotiationOffer.defaults()), "IFMarker=Yes", "OFMarkInt=2048~2048"))
        .isEqualTo("IFMarker=No OFMarkInt=Reject");
  }

  @Test
  void namesAndAuthenticationPassUnanswered() {
    assertThat(
            ask(
                target(NegotiationOffer.defaults()),
                "InitiatorName=iqn.x",
                "SessionType=Normal",
                "AuthMethod=CHAP"))
        .isEmpty();
  }

  @ParameterizedTest
  @EnumSource(names = {"HEADER_DIGEST", "MAX_BURST_LENGTH", "INITIAL_R2T", "IMMEDIATE_DATA"})
  void aKeyIsNegotiatedOnlyOnce(TextKey key) {
    Negotiator target = target(NegotiationOffer.defaults());
    String pair = key.keyName() + "=" + key.defaultValue();
    assertThat(ask(target, pair)).isEqualTo(pair);
    assertThat(ask(target, pair)).startsWith("broken: " + key.keyName());
  }

  @Test
  void receiveLengthIsDeclaredOncePerLoginAndAgainLater() {
    Negotiator target =
        target(NegotiationOffer.defaults().with(TextKey.MAX_RECV_DATA_SEGMENT_LENGTH, 65536));
    assertThat(ask(target, "MaxRecvDataSegmentLength=4096"))
        .isEqualTo("MaxRecvDataSegmentLength=65536");
    assertThat(ask(target, "MaxRecvDataSegmentLength=4096")).startsWith("broken:");
    target.enterFullFeaturePhase();
    assertThat(ask(target, "MaxRecvDataSegmentLength=1024")).isEmpty();
    assertThat(target.result().initiatorMaxRecvDataSegmentLength()).isEqualTo(1024);
    assertThat(ask(target, "MaxRecvDataSegmentLength=511")).startsWith("broken:");
  }

  @Test
  void keysComeOnlyFromWhomAndWhenTheStandardSays() {
    Negotiator target = target(NegotiationOffer.defaults());
    assertThat(ask(target, "TargetAlias=x")).startsWith("broken: TargetAlias");
    assertThat(ask(target, "SendTargets=All")).startsWith("broken: SendTargets");
    Negotiator initiator = initiator(NegotiationOffer.defaults());
    assertThat(ask(initiator, "InitiatorName=x")).startsWith("broken: InitiatorName");
    assertThat(ask(initiator, "TargetPortalGroupTag=1", "TargetAlias=x")).isEmpty();
    target.enterFullFeaturePhase();
    assertThat(ask(target, "MaxBurstLength=512")).startsWith("broken: MaxBurstLength");
    Negotiator second =
        new Negotiator(Role.TARGET, SessionType.NORMAL, false, NegotiationOffer.defaults());
    assertThat(ask(second, "MaxConnections=2")).startsWith("broken: MaxConnections");
    assertThat(ask(second, "HeaderDigest=None")).isEqualTo("HeaderDigest=None");
  }

  @ParameterizedTest
  @CsvSource({
    "MAX_BURST_LENGTH, 1024, 2048",
    "MAX_BURST_LENGTH, 1024, x",
    "DEFAULT_TIME2WAIT, 5, 4",
    "IMMEDIATE_DATA, No, Yes",
    "INITIAL_R2T, Yes, No",
    "HEADER_DIGEST, None, CRC32C",
    "HEADER_DIGEST, 'CRC32C,None', 'CRC32C,None'",
  })
  void anAnswerThatDoesNotFollowFromTheProposalIsRefused(
      TextKey key, String proposal, String answer) {
    Negotiator initiator = initiator(NegotiationOffer.defaults().with(key, proposal));
    assertThat(ask(initiator, key.keyName() + "=" + answer)).startsWith("broken: " + key.keyName());
  }

  @Test
  void refusalsLeaveTheDefault() {
    Negotiator initiator =
        initiator(
            NegotiationOffer.defaults()
                .with(TextKey.HEADER_DIGEST, "CRC32C")
                .with(TextKey.ISCSI_PROTOCOL_LEVEL, 2)
                .with(TextKey.FIRST_BURST_LENGTH, 512));
    assertThat(
            ask(
                initiator,
                "HeaderDigest=Reject",
                "iSCSIProtocolLevel=NotUnderstood",
                "FirstBurstLength=Irrelevant"))
        .isEmpty();
    assertThat(initiator.refused()).containsExactly(TextKey.HEADER_DIGEST);
    assertThat(initiator.result().headerDigest()).isFalse();
    assertThat(initiator.result().protocolLevel()).isEqualTo(1);
    assertThat(initiator.result().firstBurstLength()).isEqualTo(65536);
  }

  @Test
  void impossibleWishesAreABugOfTheCaller() {
    NegotiationOffer offer = NegotiationOffer.defaults();
    assertThatThrownBy(() -> offer.with(TextKey.MAX_BURST_LENGTH, 1))
        .hasMessageContaining("MaxBurstLength=1");
    assertThatThrownBy(() -> offer.with(TextKey.TARGET_NAME, "x"))
        .hasMessageContaining("TargetName");
  }
}
