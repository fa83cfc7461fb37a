package io.sealcopy.config;

/** What an initiator may do with a volume; without any it does not even see it. */
public enum Role {
  /** Reads and writes it as a disk. */
  HOST,
  /** Is the only source of ciphertext for a copy: a main centre. */
  REPLICATION,
  /** Reads and clears the encryption table and replaces ciphertext by plaintext. */
  DECRYPTOR,
  /** Gives the commands of a pair in band. */
  OPERATOR
}
