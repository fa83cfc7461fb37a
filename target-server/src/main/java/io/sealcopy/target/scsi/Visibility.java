package io.sealcopy.target.scsi;

/** Who a command exists for: to all others its opcode is unknown. */
@FunctionalInterface
public interface Visibility {
  Visibility EVERYBODY = _ -> true;

  boolean visibleTo(LunNexus nexus);
}
