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

  private VolumeFile() {}

  /** A file with {@code length} bytes that do not compress, in the page cache. */
  public static Path filled(Path file, long length) {
    byte[] piece = new byte[PIECE];
    new Random(7).nextBytes(piece);
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      ByteBuffer bytes = ByteBuffer.wrap(piece);
      for (long at = 0; at < length; at += PIECE) {
        bytes.clear().putLong(0, at).limit((int) Math.min(PIECE, length - at));
        while (bytes.hasRemaining()) {
          channel.write(bytes, at + bytes.position());
        }
      }
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
