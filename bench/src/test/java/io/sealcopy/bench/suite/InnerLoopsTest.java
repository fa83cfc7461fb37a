package io.sealcopy.bench.suite;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.runner.BenchmarkList;
import org.openjdk.jmh.runner.BenchmarkListEntry;
import org.openjdk.jmh.runner.format.OutputFormat;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.VerboseMode;

class InnerLoopsTest {
  private static final OutputFormat SILENT =
      OutputFormatFactory.createFormatInstance(System.out, VerboseMode.SILENT);

  @Test
  void everyLoopThatJmhKnowsIsInARowAndTheOtherWayRound() {
    List<String> known =
        BenchmarkList.defaultList().getAll(SILENT, List.of()).stream()
            .map(BenchmarkListEntry::getUsername)
            .map(name -> name.replaceFirst(".*\\.(\\w+\\.\\w+)$", "$1"))
            .toList();
    assertThat(known).containsExactlyInAnyOrderElementsOf(Set.copyOf(InnerLoops.loops()));
  }
}
