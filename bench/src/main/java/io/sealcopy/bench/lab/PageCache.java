package io.sealcopy.bench.lab;

import io.sealcopy.bench.row.BenchException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** What of a file is in the page cache. */
public final class PageCache {
  /** What may stay: readahead of metadata, pages that somebody is using. */
  private static final double FEW = 0.02;

  private static final long PAGE = 4096;
  private static final long EVERY = 16;

  private PageCache() {}

  /**
   * Takes a file out of the page cache: its changes to the disk first, then its pages. Other files
   * stay, so whatever else is measured or runs on the machine is not touched, and nobody has to be
   * root.
   *
   * @throws BenchException when pages stay nevertheless
   */
  public static void evict(Lab lab, Path file) throws InterruptedException {
    String target = "of=" + file;
    // GNU dd: without anything to copy it is the file's pages that are given up.
    lab.run(
            List.of(
                Tools.path("dd", "coreutils"),
                target,
                "oflag=nocache",
                "conv=notrunc,fdatasync",
                "count=0",
                "status=none"))
        .expectOk();
    double left = cached(file);
    if (left > FEW) {
      throw new BenchException(
          "%.0f %% of %s stay in the page cache".formatted(left * 100, file.getFileName()));
    }
  }

  /** How much of a file is in the page cache, 0 to 1: of every sixteenth page. */
  public static double cached(Path file) {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        Arena arena = Arena.ofConfined()) {
      MemorySegment all = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
      long asked = 0;
      long there = 0;
      for (long at = 0; at + PAGE <= all.byteSize(); at += EVERY * PAGE) {
        asked++;
        there += all.asSlice(at, PAGE).isLoaded() ? 1 : 0;
      }
      return (double) there / Math.max(1, asked);
    } catch (IOException e) {
      throw new BenchException(file + ": " + e.getMessage(), e);
    }
  }
}
