package io.sealcopy.target.scsi;

/**
 * How much one command may ask of a unit, told in the Block Limits page (SBC-3 §6.5.3).
 *
 * @param transferBytes data of one command
 * @param unmapBlocks blocks of one UNMAP
 * @param unmapDescriptors block descriptors of one UNMAP
 * @param writeSameBlocks blocks of one WRITE SAME
 */
public record TransferLimits(
    int transferBytes, long unmapBlocks, int unmapDescriptors, long writeSameBlocks) {
  public static final TransferLimits DEFAULT = new TransferLimits(8 << 20, 1L << 20, 256, 1L << 15);

  public TransferLimits {
    if (transferBytes < 1 << 16 || unmapBlocks < 1 || unmapDescriptors < 1 || writeSameBlocks < 1) {
      throw new IllegalArgumentException("transfer limits out of range");
    }
  }
}
