package io.sealcopy.decryptor;

/**
 * The sealed copy as the decryptor reaches it. Each method starts one operation and returns; its
 * end comes back to {@link DecryptCore#apply} as one event on the core's thread.
 */
public interface CopyPort {
  /**
   * READ AND CLEAR TABLE: ends as {@link DecryptEvent.TableRead}, {@link DecryptEvent.LinkLost} or
   * {@link DecryptEvent.Refused}.
   */
  void readTable();

  /**
   * Fills the chunk with what the copy holds: ends as {@link DecryptEvent.ChunkRead}, {@link
   * DecryptEvent.ChunkLost} or {@link DecryptEvent.ChunkRefused}.
   */
  void read(Chunk chunk);

  /**
   * Writes the chunk back where it came from: ends as {@link DecryptEvent.ChunkWritten}, {@link
   * DecryptEvent.ChunkSuperseded}, {@link DecryptEvent.ChunkLost} or {@link
   * DecryptEvent.ChunkRefused}.
   */
  void write(Chunk chunk);

  /**
   * Logs in again after a loss: ends as {@link DecryptEvent.LinkRestored} or {@link
   * DecryptEvent.Refused}. How often and how long to try is the port's.
   */
  void reconnect();
}
