package io.sealcopy.decryptor;

import java.util.List;

/** Everything that can happen to a decryption. */
public sealed interface DecryptEvent {
  /** Begin: the first event. */
  record Start() implements DecryptEvent {}

  /**
   * The table was handed out.
   *
   * @param runs what is to be decrypted now; empty when nothing is ciphertext any more
   */
  record TableRead(List<SealedRun> runs) implements DecryptEvent {}

  /** The chunk holds the copy's bytes. */
  record ChunkRead(Chunk chunk) implements DecryptEvent {}

  /** The chunk's plaintext is in place, and the table says so: one step at the remote centre. */
  record ChunkWritten(Chunk chunk) implements DecryptEvent {}

  /**
   * The remote centre refused the write because a block of the chunk is no longer handed out to
   * this reader: newer ciphertext arrived, or another decryptor came first. Nothing was written.
   */
  record ChunkSuperseded(Chunk chunk) implements DecryptEvent {}

  /** The link broke before the chunk's operation ended; whether a write happened is unknown. */
  record ChunkLost(Chunk chunk, String reason) implements DecryptEvent {}

  /** The copy said no to the chunk's operation for good. */
  record ChunkRefused(Chunk chunk, DecryptFailure failure) implements DecryptEvent {}

  /** The link broke while the table was being read. */
  record LinkLost(String reason) implements DecryptEvent {}

  /** Logged in again. */
  record LinkRestored() implements DecryptEvent {}

  /** Reading the table or logging in again failed for good: ends the decryption. */
  record Refused(DecryptFailure failure) implements DecryptEvent {}
}
