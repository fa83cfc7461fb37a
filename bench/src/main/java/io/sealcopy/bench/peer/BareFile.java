package io.sealcopy.bench.peer;

import io.sealcopy.bench.row.BenchException;
import io.sealcopy.bench.row.Effort;
import io.sealcopy.bench.row.Figure;
import io.sealcopy.bench.row.Measured;
import io.sealcopy.bench.row.Sample;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A file in the page cache, read by positional reads into one buffer, and maybe written back. */
public record BareFile(Path file, int length, boolean copied) {
  /** Reads only. */
  public static Measured reads(Path file, int length) {
    return new BareFile(file, length, false)::measure;
  }

  /** A copy within the file: each read is written to where it came from. */
  public static Measured copies(Path file, int length) {
    return new BareFile(file, length, true)::measure;
  }

  private Sample measure(Effort effort) {
    ByteBuffer buffer = ByteBuffer.allocateDirect(length);
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      long places = channel.size() / length;
      long start = System.nanoTime();
      long end = start + (long) (effort.seconds() * 1e9);
      long done = 0;
      while (System.nanoTime() < end) {
        long at = done++ % places * length;
        channel.read(buffer.clear(), at);
        if (copied) {
          channel.write(buffer.flip(), at);
        }
      }
      double seconds = (System.nanoTime() - start) / 1e9;
      return Sample.of(Figure.THROUGHPUT, done * length / seconds / 1e6)
          .with(Figure.RATE, done / seconds);
    } catch (IOException e) {
      throw new BenchException(file + ": " + e.getMessage(), e);
    }
  }
}
