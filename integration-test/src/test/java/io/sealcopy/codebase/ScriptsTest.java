package io.sealcopy.codebase;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScriptsTest {
  @TempDir Path elsewhere;

  private record Ended(int code, String output) {}

  private Ended run(String... command) throws IOException, InterruptedException {
    Path output = elsewhere.resolve("output");
    Process process =
        new ProcessBuilder(command)
            .directory(elsewhere.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      assertThat(process.waitFor(20, TimeUnit.SECONDS)).as("%s ends", List.of(command)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    return new Ended(process.exitValue(), Files.readString(output, UTF_8));
  }

  private static String script(String name) {
    return SourceTree.ROOT.resolve(name).toString();
  }

  @Test
  void eachScriptRunsFromAnywhereAndExplainsItself() throws Exception {
    List<Path> scripts = new ArrayList<>(SourceTree.files("scripts/*"));
    scripts.addAll(SourceTree.files(".ci/*"));
    assertThat(scripts).hasSizeGreaterThan(4);
    for (Path script : scripts) {
      assertThat(SourceTree.ROOT.resolve(script)).as("%s", script).isExecutable();
      assertThat(SourceTree.text(script)).as("%s", script).startsWith("#!/usr/bin/env bash\n");
      Ended help = run(script(script.toString()), "--help");
      assertThat(help.output()).as("%s --help", script).contains("usage: ");
      assertThat(help.code()).as("%s --help", script).isZero();
    }
  }

  @Test
  void theLauncherWorksThroughALinkAndListsItsCommands() throws Exception {
    Path link =
        Files.createSymbolicLink(
            elsewhere.resolve("sealcopy"), Path.of(script("scripts/sealcopy")));
    assertThat(run(link.toString()).output())
        .contains("  main ", "  remote ", "  pair ", "  decrypt ", "  table ", "  key ");
  }

  @Test
  void theLauncherSuggestsWhatWasMeant() throws Exception {
    Ended ended = run(script("scripts/sealcopy"), "decrpyt");
    assertThat(ended.output())
        .contains("there is no command \"decrpyt\"; did you mean \"decrypt\"");
    assertThat(ended.code()).isEqualTo(2);
  }
}
