package io.sealcopy.codebase;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** scripts/check in a project of its own, with a Maven that only leaves reports. */
class CheckScriptTest {
  private static final String GOOD =
      """
      <testsuite xmlns:xsi="x" name="a.GoodTest" time="0.1" tests="3" errors="0" skipped="1"
          failures="0">
        <testcase name="works" classname="a.GoodTest" time="0.1"/>
        <testcase name="works too" classname="a.GoodTest" time="0.1"/>
        <testcase name="needs a disk" classname="a.GoodTest" time="0.1">
          <skipped message="Assumption failed: there is no &quot;disk&quot; here"/>
        </testcase>
      </testsuite>
      """;
  private static final String BAD =
      """
      <testsuite name="a.BadTest" tests="2" errors="1" skipped="0" failures="1">
        <testcase name="fails" classname="a.BadTest">
          <failure message="&#10;expected 1 &lt; 0&#10;  more" type="x"><![CDATA[trace]]></failure>
        </testcase>
        <testcase name="breaks" classname="a.BadTest"><error type="java.io.IOException"/></testcase>
      </testsuite>
      """;

  @TempDir Path project;
  private Path reports;

  @BeforeEach
  void copyScripts() throws IOException {
    Files.createDirectories(project.resolve("scripts/lib"));
    for (Path script : SourceTree.files("scripts/{check,lib/*}")) {
      Files.copy(SourceTree.ROOT.resolve(script), project.resolve(script));
    }
    reports = Files.createDirectories(project.resolve("reports"));
  }

  /** Runs it; {@code maven} is what its Maven does, in sh. */
  private List<String> check(int exitCode, String maven) throws Exception {
    Path bin = Files.createDirectories(project.resolve("bin"));
    Path mvn =
        Files.writeString(bin.resolve("mvn"), "#!/bin/sh\ncd '" + project + "'\n" + maven + "\n");
    Files.setPosixFilePermissions(mvn, PosixFilePermissions.fromString("rwx------"));
    Path output = project.resolve("output");
    ProcessBuilder builder =
        new ProcessBuilder(project.resolve("scripts/check").toString(), "--quick", "--no-install")
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    Map<String, String> environment = builder.environment();
    environment.put("JAVA_HOME", System.getProperty("java.home"));
    environment.put("PATH", bin + ":" + environment.get("PATH"));
    Process process = builder.start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(output)).isEqualTo(exitCode);
    return Files.readAllLines(output);
  }

  private static String leaves(String module, String report) {
    String to = module + "/target/surefire-reports";
    return "mkdir -p " + to + "; cp reports/" + report + " " + to + "/TEST-" + report + "\n";
  }

  @Test
  void theLastLineIsTheSumOfAllReports() throws Exception {
    Files.writeString(reports.resolve("Good.xml"), GOOD);

    List<String> lines = check(0, leaves("one", "Good.xml") + leaves("two", "Good.xml"));

    // Two modules.
    assertThat(lines).last().isEqualTo("4 passed, 0 failed, 2 skipped");
    assertThat(lines).contains("  GoodTest.needs a disk: there is no \"disk\" here");
  }

  @Test
  void aFailedTestIsNamedAndFailsIt() throws Exception {
    Files.writeString(reports.resolve("Good.xml"), GOOD);
    Files.writeString(reports.resolve("Bad.xml"), BAD);

    List<String> lines = check(1, leaves("one", "Good.xml") + leaves("two", "Bad.xml"));

    assertThat(lines).last().isEqualTo("2 passed, 2 failed, 1 skipped");
    assertThat(lines)
        .contains("  a.BadTest.fails: expected 1 < 0 more")
        .contains("  a.BadTest.breaks: ");
  }

  @Test
  void aBuildThatBreaksFailsItAndIsShown() throws Exception {
    List<String> lines = check(1, "echo '[ERROR] Some.java: no such symbol'; exit 1");

    assertThat(lines).last().isEqualTo("0 passed, 1 failed, 0 skipped");
    assertThat(lines).contains("   [ERROR] Some.java: no such symbol");
  }

  @Test
  void noTestAtAllIsAFailure() throws Exception {
    List<String> lines = check(1, "true");

    assertThat(lines).contains("No test ran.").last().isEqualTo("0 passed, 0 failed, 0 skipped");
  }

  @Test
  void nothingThatATestStartedStaysBehind() throws Exception {
    Files.writeString(reports.resolve("Good.xml"), GOOD);

    check(0, leaves("one", "Good.xml") + "sleep 300 >/dev/null 2>&1 &\necho $! >>pids");

    for (String pid : Files.readAllLines(project.resolve("pids"))) {
      assertThat(ProcessHandle.of(Long.parseLong(pid)).filter(ProcessHandle::isAlive)).isEmpty();
    }
  }
}
