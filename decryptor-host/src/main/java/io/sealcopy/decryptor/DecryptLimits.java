package io.sealcopy.decryptor;

/**
 * The volume's shape and how much is under way at once.
 *
 * @param blockLength bytes per logical block
 * @param blockCount the volume's size in blocks
 * @param chunkBlocks blocks per read, open and write back
 * @param window chunks under way at once: {@code window × chunkBlocks × blockLength} bytes of
 *     memory
 * @param maxIdleRounds how often in a row the table may be read without one block decrypted, before
 *     giving up on a copy that changes faster than it can be read
 */
public record DecryptLimits(
    int blockLength, long blockCount, int chunkBlocks, int window, int maxIdleRounds) {
  public DecryptLimits {
    if (blockLength <= 0
        || blockCount <= 0
        || chunkBlocks <= 0
        || window <= 0
        || maxIdleRounds <= 0) {
      throw new IllegalArgumentException("limits must be positive");
    }
  }
}
