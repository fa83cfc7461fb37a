package io.sealcopy.bench.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Random;

/** Files that back volumes. */
public final class VolumeFile {
  private static final int PIECE = 1 << 20;

  /**
   * Written page by page: what was written in one piece, ext4 (Linux 6.18) keeps in one large
   * folio, and walks all blocks of it for each small write, whoever writes.
   */
  private static final int PAGE = 4096;

  private VolumeFile() {}

  /** A file with {@code length} bytes that do not compress, in the page cache. */
  public static Path filled(Path file, long length) {
    byte[] piece = new byte[PIECE];
    new Random(7).nextBytes(piece);
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      ByteBuffer bytes = ByteBuffer.wrap(piece);
      for (long at = 0; at < length; at += PIECE) {
        bytes.clear().putLong(0, at);
        int end = (int) Math.min(PIECE, length - at);
        for (int from = 0; from < end; from = bytes.position()) {
          bytes.limit(Math.min(from + PAGE, end)).position(from);
          channel.write(bytes, at + from);
        }
      }
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
