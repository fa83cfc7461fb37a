package io.sealcopy.codebase;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
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

  /** The launcher alone, with a JDK that only says how it was called, and a program to start. */
  private String launched(String command) throws Exception {
    Path home = elsewhere.resolve("home");
    for (String name : List.of("scripts/sealcopy", "scripts/lib/jdk.sh")) {
      Files.createDirectories(home.resolve(name).getParent());
      if (!Files.exists(home.resolve(name))) {
        Files.copy(SourceTree.ROOT.resolve(name), home.resolve(name));
      }
    }
    for (String name :
        List.of("target-server/target/lib/b.jar", "target-server/target/lib/a.jar")) {
      write(home.resolve(name), "");
    }
    write(home.resolve("target-server/target/target-server.jar"), "");
    write(home.resolve("jdk/release"), "JAVA_VERSION=\"25.0.1\"\n");
    write(home.resolve("jdk/bin/java"), "#!/bin/sh\necho \"$@\"\n");
    write(home.resolve("jdk/bin/javac"), "");
    return run("env", "JAVA_HOME=" + home.resolve("jdk"), home + "/scripts/sealcopy", command)
        .output();
  }

  private static void write(Path file, String content) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }

  @Test
  void serversStartFromTheArchiveOfTheirClassesWhereThereIsOne() throws Exception {
    assertThat(launched("remote"))
        .contains("target-server.jar:")
        .containsPattern("lib/a.jar:.*lib/b.jar ")
        .doesNotContain("AOT");
    write(elsewhere.resolve("home/target-server/target/target-server.aot"), "");
    assertThat(launched("remote"))
        .contains(
            "-XX:AOTCache=" + elsewhere.resolve("home/target-server/target/target-server.aot"));
    assertThat(launched("--version")).contains("target-server.jar:").doesNotContain("AOT");
  }

  @Test
  void anArchiveThatDoesNotFitIsLeftAloneWithoutAWord() throws Exception {
    write(elsewhere.resolve("home/target-server/target/target-server.aot"), "no archive");
    List<String> command = new ArrayList<>(List.of(System.getProperty("java.home") + "/bin/java"));
    command.addAll(launched("remote").lines().flatMap(line -> Stream.of(line.split(" "))).toList());
    command = command.subList(0, command.indexOf("-cp"));
    assertThat(command).anyMatch(option -> option.startsWith("-XX:AOTCache="));
    command.add("--version");
    Ended ended = run(command.toArray(String[]::new));
    assertThat(ended.code()).isZero();
    assertThat(ended.output().lines().findFirst().orElse("")).startsWith("openjdk ");
  }
}
