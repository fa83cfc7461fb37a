package io.sealcopy.bench.suite;

import io.sealcopy.bench.row.Suite;
import io.sealcopy.protocol.vendor.OpenNexus.LinkKind;
import java.util.List;
import java.util.stream.Stream;

/** All suites, in the order of the page. */
public final class Suites {
  private Suites() {}

  /** New ones. */
  public static List<Suite> all() {
    Stream.Builder<Suite> suites = Stream.builder();
    suites.add(new HostIo());
    suites.add(new DepthOne());
    suites.add(new Jscsi());
    suites.add(new Limits());
    suites.add(new Cold());
    suites.add(new Footprint());
    suites.add(new Flat());
    suites.add(new PairIo("sealed"));
    suites.add(new PairIo("standard"));
    suites.add(new PlainCopy());
    suites.add(new Backlog());
    suites.add(new Receiving(LinkKind.SEALED));
    suites.add(new Receiving(LinkKind.STANDARD));
    suites.add(new Decrypting());
    suites.add(new Ciphers());
    suites.add(new InnerLoops());
    return suites.build().toList();
  }
}
