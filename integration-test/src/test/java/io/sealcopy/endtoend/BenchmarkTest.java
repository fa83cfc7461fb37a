package io.sealcopy.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.config.cli.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@code scripts/bench} measures all it promises; how much came out is no test's concern. */
@Tag("system")
class BenchmarkTest {
  private static final Duration LIMIT = Duration.ofMinutes(12);

  @RegisterExtension final Scratch scratch = new Scratch();

  @Test
  void aSmokeRunMeasuresEveryRowOfEverySuite() {
    Tools.needQemuIscsi();
    Tools.need("tgtd", "tgtadm", "iscsi-perf", "openssl");
    Project.launcher();
    String directory = scratch.path("bench").toString();
    Ran ran = bench("--quick", "--json", "--quiet", "--directory", directory);
    List<String> failures = ran.out().lines().filter(line -> line.contains("\"failure\"")).toList();
    assertThat(failures).as("rows that were not measured").isEmpty();
    ran.expectOk();
    assertThat(Json.lines(ran).stream().map(BenchmarkTest::suite).distinct())
        .containsExactlyElementsOf(suites());
  }

  @Test
  void aProfileShowsWhatAServerDoesWhileItIsMeasured() throws IOException {
    Tools.needQemuIscsi();
    Tools.need("tgtd", "tgtadm");
    Project.launcher();
    Path directory = scratch.path("bench");
    bench("--quick", "--only", "write-64k-d8", "--profile", "--directory", directory.toString())
        .expectOk();
    Path profile = directory.resolve("profiles/write-64k-d8-host-io");
    assertThat(Path.of(profile + ".html")).isNotEmptyFile();
    assertThat(Path.of(profile + ".txt"))
        .content()
        .containsPattern("[0-9] %  .*io/(netty|sealcopy)/");
  }

  @Test
  void thePageHasATableOfEverySuite() throws IOException {
    Project.launcher();
    String page = Files.readString(Project.ROOT.resolve("docs/benchmarks.md"));
    for (String suite : suites()) {
      assertThat(page)
          .as("run scripts/bench --write --only %s", suite)
          .containsSubsequence(
              "<!-- made by scripts/bench: " + suite + " -->",
              "\n| what | against |",
              "\n| ",
              "<!-- end of " + suite + " -->");
    }
  }

  private static String suite(JsonObject row) {
    return row.text("suite");
  }

  private List<String> suites() {
    return bench("--list").expectOk().out().lines().map(line -> line.split(" ", 2)[0]).toList();
  }

  private Ran bench(String... arguments) {
    if (!Files.exists(Project.ROOT.resolve("bench/target/bench.jar"))) {
      throw new IllegalStateException("module bench is not built: run scripts/build first");
    }
    List<String> command = new ArrayList<>();
    command.add(Project.script("bench").toString());
    command.addAll(List.of(arguments));
    return scratch.run(LIMIT, Map.of(), command);
  }
}
