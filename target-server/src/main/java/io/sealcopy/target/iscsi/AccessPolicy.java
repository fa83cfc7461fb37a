package io.sealcopy.target.iscsi;

/** Who may log in. Safe for any thread. */
@FunctionalInterface
public interface AccessPolicy {
  AccessPolicy OPEN = _ -> Access.OPEN;

  /** What holds for the initiator that calls itself {@code initiatorName}. */
  Access accessFor(String initiatorName);
}
