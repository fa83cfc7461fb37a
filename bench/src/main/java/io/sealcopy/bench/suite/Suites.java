package io.sealcopy.bench.suite;

import io.sealcopy.bench.row.Suite;
import java.util.List;

/** All suites, in the order of the page. */
public final class Suites {
  private Suites() {}

  /** New ones. */
  public static List<Suite> all() {
    return List.of(
        new HostIo(), new DepthOne(), new Jscsi(), new Ciphers(), new InnerLoops());
  }
}
