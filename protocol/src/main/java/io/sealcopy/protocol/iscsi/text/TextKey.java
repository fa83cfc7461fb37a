package io.sealcopy.protocol.iscsi.text;

import static io.sealcopy.protocol.iscsi.text.TextKey.Rule.AND;
import static io.sealcopy.protocol.iscsi.text.TextKey.Rule.DECLARE;
import static io.sealcopy.protocol.iscsi.text.TextKey.Rule.LIST;
import static io.sealcopy.protocol.iscsi.text.TextKey.Rule.MAX;
import static io.sealcopy.protocol.iscsi.text.TextKey.Rule.MIN;
import static io.sealcopy.protocol.iscsi.text.TextKey.Rule.OBSOLETE;
import static io.sealcopy.protocol.iscsi.text.TextKey.Rule.OR;
import static io.sealcopy.protocol.iscsi.text.TextKey.Sender.BOTH;
import static io.sealcopy.protocol.iscsi.text.TextKey.Sender.INITIATOR;
import static io.sealcopy.protocol.iscsi.text.TextKey.Sender.TARGET;
import static io.sealcopy.protocol.iscsi.text.TextKey.Use.ALL;
import static io.sealcopy.protocol.iscsi.text.TextKey.Use.FULL_FEATURE;
import static io.sealcopy.protocol.iscsi.text.TextKey.Use.LEADING;
import static io.sealcopy.protocol.iscsi.text.TextKey.Use.LOGIN;
import static io.sealcopy.protocol.iscsi.text.TextKey.Use.SECURITY;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Every text key of RFC 7143 §13, §12.1.3 and RFC 7144 §3: who sends it, when, how a value comes
 * about. Nothing else knows keys by name.
 */
public enum TextKey {
  AUTH_METHOD("AuthMethod", BOTH, SECURITY, LIST, "None"),
  CHAP_A("CHAP_A", BOTH, SECURITY, DECLARE, ""),
  CHAP_I("CHAP_I", BOTH, SECURITY, DECLARE, ""),
  CHAP_C("CHAP_C", BOTH, SECURITY, DECLARE, ""),
  CHAP_N("CHAP_N", BOTH, SECURITY, DECLARE, ""),
  CHAP_R("CHAP_R", BOTH, SECURITY, DECLARE, ""),

  HEADER_DIGEST("HeaderDigest", BOTH, LOGIN, LIST, "None"),
  DATA_DIGEST("DataDigest", BOTH, LOGIN, LIST, "None"),
  MAX_CONNECTIONS("MaxConnections", BOTH, LEADING, MIN, "1", 1, 65535, true),
  SEND_TARGETS("SendTargets", INITIATOR, FULL_FEATURE, DECLARE, ""),
  /** From the initiator in login, from the target in the answer to SendTargets. */
  TARGET_NAME("TargetName", BOTH, ALL, DECLARE, ""),
  INITIATOR_NAME("InitiatorName", INITIATOR, LOGIN, DECLARE, ""),
  TARGET_ALIAS("TargetAlias", TARGET, ALL, DECLARE, ""),
  INITIATOR_ALIAS("InitiatorAlias", INITIATOR, ALL, DECLARE, ""),
  TARGET_ADDRESS("TargetAddress", TARGET, ALL, DECLARE, ""),
  TARGET_PORTAL_GROUP_TAG("TargetPortalGroupTag", TARGET, LOGIN, DECLARE, "", 0, 65535, false),
  INITIAL_R2T("InitialR2T", BOTH, LEADING, OR, "Yes", 0, 0, true),
  IMMEDIATE_DATA("ImmediateData", BOTH, LEADING, AND, "Yes", 0, 0, true),
  MAX_RECV_DATA_SEGMENT_LENGTH(
      "MaxRecvDataSegmentLength", BOTH, ALL, DECLARE, "8192", 512, 0xff_ffff, false),
  MAX_BURST_LENGTH("MaxBurstLength", BOTH, LEADING, MIN, "262144", 512, 0xff_ffff, true),
  FIRST_BURST_LENGTH("FirstBurstLength", BOTH, LEADING, MIN, "65536", 512, 0xff_ffff, true),
  DEFAULT_TIME2WAIT("DefaultTime2Wait", BOTH, LEADING, MAX, "2", 0, 3600, false),
  DEFAULT_TIME2RETAIN("DefaultTime2Retain", BOTH, LEADING, MIN, "20", 0, 3600, false),
  MAX_OUTSTANDING_R2T("MaxOutstandingR2T", BOTH, LEADING, MIN, "1", 1, 65535, true),
  DATA_PDU_IN_ORDER("DataPDUInOrder", BOTH, LEADING, OR, "Yes", 0, 0, true),
  DATA_SEQUENCE_IN_ORDER("DataSequenceInOrder", BOTH, LEADING, OR, "Yes", 0, 0, true),
  ERROR_RECOVERY_LEVEL("ErrorRecoveryLevel", BOTH, LEADING, MIN, "0", 0, 2, false),
  SESSION_TYPE("SessionType", INITIATOR, LEADING, DECLARE, "Normal"),
  TASK_REPORTING("TaskReporting", BOTH, LEADING, LIST, "RFC3720", 0, 0, true),
  ISCSI_PROTOCOL_LEVEL("iSCSIProtocolLevel", BOTH, LEADING, MIN, "1", 0, 31, true),

  IF_MARKER("IFMarker", BOTH, LOGIN, OBSOLETE, "No"),
  OF_MARKER("OFMarker", BOTH, LOGIN, OBSOLETE, "No"),
  IF_MARK_INT("IFMarkInt", BOTH, LOGIN, OBSOLETE, "Reject"),
  OF_MARK_INT("OFMarkInt", BOTH, LOGIN, OBSOLETE, "Reject");

  /** How two values become one. */
  public enum Rule {
    /** One side says, the other takes note; no answer. */
    DECLARE,
    MIN,
    MAX,
    AND,
    OR,
    /** The first value of the offered list that the other side supports. */
    LIST,
    /** RFC 7143 §13.25: answered with the default, never in force. */
    OBSOLETE
  }

  /** Who may send a key. */
  public enum Sender {
    INITIATOR,
    TARGET,
    BOTH
  }

  /** When a key may be sent. */
  public enum Use {
    /** The security stage of a login. */
    SECURITY,
    /** The login of any connection ("IO"). */
    LOGIN,
    /** The login of a session's first connection ("LO"). */
    LEADING,
    /** Only after login ("FFPO"). */
    FULL_FEATURE,
    ALL
  }

  /** The answers that are no value of a key. RFC 7143 §6.2. */
  public static final String NOT_UNDERSTOOD = "NotUnderstood";

  public static final String IRRELEVANT = "Irrelevant";
  public static final String REJECT = "Reject";

  private static final Map<String, TextKey> BY_NAME = new HashMap<>();

  static {
    for (TextKey key : values()) {
      BY_NAME.put(key.keyName, key);
    }
  }

  private final String keyName;
  private final Sender sender;
  private final Use use;
  private final Rule rule;
  private final String defaultValue;
  private final int min;
  private final int max;
  private final boolean irrelevantInDiscovery;

  TextKey(String keyName, Sender sender, Use use, Rule rule, String defaultValue) {
    this(keyName, sender, use, rule, defaultValue, 0, 0, false);
  }

  TextKey(
      String keyName,
      Sender sender,
      Use use,
      Rule rule,
      String defaultValue,
      int min,
      int max,
      boolean irrelevantInDiscovery) {
    this.keyName = keyName;
    this.sender = sender;
    this.use = use;
    this.rule = rule;
    this.defaultValue = defaultValue;
    this.min = min;
    this.max = max;
    this.irrelevantInDiscovery = irrelevantInDiscovery;
  }

  /** As on the wire, case-sensitive. */
  public String keyName() {
    return keyName;
  }

  public Sender sender() {
    return sender;
  }

  public Use use() {
    return use;
  }

  public Rule rule() {
    return rule;
  }

  /** In force when nobody says otherwise; empty if there is none. */
  public String defaultValue() {
    return defaultValue;
  }

  /** Whether values are numbers, from {@link #min} to {@link #max}. */
  public boolean numeric() {
    return max > 0;
  }

  public int min() {
    return min;
  }

  public int max() {
    return max;
  }

  /** Whether the key means nothing in a discovery session. */
  public boolean irrelevantInDiscovery() {
    return irrelevantInDiscovery;
  }

  /** Whether {@link Negotiator} treats this key; the others are the login's own business. */
  public boolean operational() {
    return use != Use.SECURITY && (rule != Rule.DECLARE || this == MAX_RECV_DATA_SEGMENT_LENGTH);
  }

  /** The key with this name on the wire. */
  public static Optional<TextKey> of(String keyName) {
    return Optional.ofNullable(BY_NAME.get(keyName));
  }

  /** The value of a numeric key, empty unless it is within the key's range. */
  public OptionalInt number(String value) {
    return Numbers.parse(this, value);
  }

  /** Whether a value is one of the constants, which are never answered. RFC 7143 §6.2. */
  public static boolean isConstant(String value) {
    return value.equals(NOT_UNDERSTOOD) || value.equals(IRRELEVANT) || value.equals(REJECT);
  }

  /** Whether one exchange may hold the key more than once: RFC 7143 appendix C. */
  static boolean mayRepeat(String keyName) {
    return keyName.equals(TARGET_NAME.keyName) || keyName.equals(TARGET_ADDRESS.keyName);
  }
}
