package io.sealcopy.protocol.iscsi;

/** Stages of a login, values of CSG and NSG; 2 is reserved. RFC 7143 §11.12.3. */
public final class LoginStage {
  public static final int SECURITY_NEGOTIATION = 0;
  public static final int LOGIN_OPERATIONAL_NEGOTIATION = 1;
  public static final int FULL_FEATURE_PHASE = 3;

  private LoginStage() {}
}
