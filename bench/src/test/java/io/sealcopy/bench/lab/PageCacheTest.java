package io.sealcopy.bench.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class PageCacheTest {
  /** On a disk: what is in /tmp may be in memory only. */
  private static final Path DIRECTORY = Path.of("target/page-cache-test").toAbsolutePath();

  @Test
  void anEvictedFileIsNotInThePageCache() throws InterruptedException {
    try (Lab lab = new Lab(DIRECTORY, DIRECTORY)) {
      Path file = VolumeFile.filled(lab.path("data.img"), 1 << 20);
      assertThat(PageCache.cached(file)).isEqualTo(1.0);
      PageCache.evict(lab, file);
      assertThat(PageCache.cached(file)).isZero();
    }
  }
}
