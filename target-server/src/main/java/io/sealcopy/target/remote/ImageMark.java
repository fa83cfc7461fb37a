package io.sealcopy.target.remote;

import io.sealcopy.protocol.Crc32c;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * That a group keeps an earlier image of its copies: {@code protocol/spec/earlier-image.md}. While
 * there is none, there is no image.
 *
 * @param order the last record of the receive journal that is in the image
 * @param time of the image by the main centre's wall clock, milliseconds since 1970
 * @param putBackEpoch the pair epoch of the take-over that puts the image back; 0: none does yet
 */
record ImageMark(long order, long time, long putBackEpoch) {
  static final int BYTES = 40;

  private static final long MAGIC = 0x5343_494d_4147_454dL; // "SCIMAGEM"
  private static final int VERSION = 1;
  private static final int CHECKSUM_AT = BYTES - Integer.BYTES;

  ImageMark puttingBackAt(long epoch) {
    return new ImageMark(order, time, epoch);
  }

  byte[] encode() {
    ByteBuffer to = ByteBuffer.allocate(BYTES);
    to.putLong(MAGIC).putShort((short) VERSION).putShort((short) 0);
    to.putLong(order).putLong(time).putLong(putBackEpoch);
    to.putInt(CHECKSUM_AT, Crc32c.of(to.slice(0, CHECKSUM_AT)));
    return to.array();
  }

  /**
   * Reads what {@link #encode} gave.
   *
   * @throws IOException when the bytes are anything else
   */
  static ImageMark decode(byte[] bytes) throws IOException {
    ByteBuffer from = ByteBuffer.wrap(bytes);
    if (bytes.length != BYTES
        || from.getLong(0) != MAGIC
        || from.getShort(8) != VERSION
        || from.getInt(CHECKSUM_AT) != Crc32c.of(from.slice(0, CHECKSUM_AT))) {
      throw new IOException(
          "the mark of the group's earlier image is damaged, or of another version");
    }
    return new ImageMark(from.getLong(12), from.getLong(20), from.getLong(28));
  }
}
