package io.sealcopy.target.scsi.copy;

/** How much one EXTENDED COPY may ask for, told by RECEIVE COPY and the VPD page. */
public final class CopyLimits {
  /** CSCD descriptors of one command. */
  public static final int CSCD_DESCRIPTORS = 16;

  /** Segment descriptors of one command. */
  public static final int SEGMENT_DESCRIPTORS = 64;

  /** Bytes of both lists. */
  public static final int DESCRIPTOR_LISTS =
      CSCD_DESCRIPTORS * CscdDescriptor.LENGTH + SEGMENT_DESCRIPTORS * CopySegment.LENGTH;

  /** Copies of one unit under way at the same time. */
  public static final int CONCURRENT = 16;

  /** Bytes of one segment: 65535 blocks of the longest kind fit. */
  public static final int SEGMENT_BYTES = 256 << 20;

  /** The smallest piece is a block; this is log2 of the shortest. */
  public static final int GRANULARITY = 9;

  private CopyLimits() {}
}
