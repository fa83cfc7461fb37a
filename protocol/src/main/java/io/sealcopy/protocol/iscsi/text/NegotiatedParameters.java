package io.sealcopy.protocol.iscsi.text;

import java.util.Map;

/**
 * The operational parameters in force. Lengths are in bytes, times in seconds. RFC 7143 §13.
 *
 * @param initiatorMaxRecvDataSegmentLength the largest data segment the initiator takes
 * @param targetMaxRecvDataSegmentLength the largest data segment the target takes
 * @param firstBurstLength never above {@code maxBurstLength}
 * @param headerDigest whether headers carry a CRC32C
 * @param dataDigest whether data segments carry a CRC32C
 */
public record NegotiatedParameters(
    int maxConnections,
    boolean initialR2t,
    boolean immediateData,
    int initiatorMaxRecvDataSegmentLength,
    int targetMaxRecvDataSegmentLength,
    int maxBurstLength,
    int firstBurstLength,
    int defaultTime2Wait,
    int defaultTime2Retain,
    int maxOutstandingR2t,
    boolean dataPduInOrder,
    boolean dataSequenceInOrder,
    int errorRecoveryLevel,
    boolean headerDigest,
    boolean dataDigest,
    String taskReporting,
    int protocolLevel) {
  /** The value of the digest keys that stands for CRC32C; the other one is None. */
  public static final String CRC32C = "CRC32C";

  static NegotiatedParameters of(
      Map<TextKey, String> values, int initiatorReceives, int targetReceives) {
    int maxBurst = number(values, TextKey.MAX_BURST_LENGTH);
    return new NegotiatedParameters(
        number(values, TextKey.MAX_CONNECTIONS),
        yes(values, TextKey.INITIAL_R2T),
        yes(values, TextKey.IMMEDIATE_DATA),
        initiatorReceives,
        targetReceives,
        maxBurst,
        // RFC 7143 §13.14: FirstBurstLength must not exceed MaxBurstLength, also by default.
        Math.min(maxBurst, number(values, TextKey.FIRST_BURST_LENGTH)),
        number(values, TextKey.DEFAULT_TIME2WAIT),
        number(values, TextKey.DEFAULT_TIME2RETAIN),
        number(values, TextKey.MAX_OUTSTANDING_R2T),
        yes(values, TextKey.DATA_PDU_IN_ORDER),
        yes(values, TextKey.DATA_SEQUENCE_IN_ORDER),
        number(values, TextKey.ERROR_RECOVERY_LEVEL),
        value(values, TextKey.HEADER_DIGEST).equals(CRC32C),
        value(values, TextKey.DATA_DIGEST).equals(CRC32C),
        value(values, TextKey.TASK_REPORTING),
        number(values, TextKey.ISCSI_PROTOCOL_LEVEL));
  }

  /**
   * What holds for a further connection of a session: its own digests and segment lengths, for the
   * rest what the leading connection agreed on.
   */
  public NegotiatedParameters inSessionOf(NegotiatedParameters leading) {
    return new NegotiatedParameters(
        leading.maxConnections,
        leading.initialR2t,
        leading.immediateData,
        initiatorMaxRecvDataSegmentLength,
        targetMaxRecvDataSegmentLength,
        leading.maxBurstLength,
        leading.firstBurstLength,
        leading.defaultTime2Wait,
        leading.defaultTime2Retain,
        leading.maxOutstandingR2t,
        leading.dataPduInOrder,
        leading.dataSequenceInOrder,
        leading.errorRecoveryLevel,
        headerDigest,
        dataDigest,
        leading.taskReporting,
        leading.protocolLevel);
  }

  private static String value(Map<TextKey, String> values, TextKey key) {
    return values.getOrDefault(key, key.defaultValue());
  }

  private static boolean yes(Map<TextKey, String> values, TextKey key) {
    return value(values, key).equals("Yes");
  }

  private static int number(Map<TextKey, String> values, TextKey key) {
    return Numbers.parse(value(values, key)).orElseThrow();
  }
}
