package io.sealcopy.codebase;

import static io.sealcopy.codebase.SourceTree.offenders;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** How every file looks. A limit may go down, never up. */
class TidyTest {
  private static final int COLUMNS = 100;
  private static final int LINES = 400;
  private static final Pattern UNDONE =
      Pattern.compile("\\b(TO" + "DO|FIX" + "ME|X" + "XX)\\b(?!\\(#\\d+\\))");
  private static final Pattern DESCRIBED =
      Pattern.compile("^/\\*\\*(?<text>.*?)\\*/\\s*@NullMarked\\s*package ", Pattern.DOTALL);

  private static final List<Path> JAVA = SourceTree.files("**.java");
  private static final List<Path> CODE =
      SourceTree.files("{**.java,scripts/**,.ci/*,**.conf,**.xml}");
  private static final List<Path> TEXT =
      SourceTree.files("{**.java,scripts/**,.ci/*,**.conf,**.xml,**.md,.editorconfig}");

  @Test
  void linesFitOnAScreen() {
    assertThat(
            offenders(
                SourceTree.files("{**.java,scripts/**,.ci/*,**.conf}"),
                line ->
                    line.length() > COLUMNS && !line.startsWith("import ") && !line.contains("://")
                        ? line.length() + " columns, " + COLUMNS + " allowed"
                        : ""))
        .isEmpty();
  }

  @Test
  void filesCanBeReadInOneGo() {
    List<String> offenders = new ArrayList<>();
    for (Path file : SourceTree.files("{**.java,scripts/**,.ci/*}")) {
      long lines = SourceTree.text(file).lines().count();
      if (lines > LINES) {
        offenders.add(file + ":" + (LINES + 1) + ": " + lines + " lines, " + LINES + " allowed");
      }
    }
    assertThat(offenders).isEmpty();
  }

  @Test
  void nothingIsLeftToDoWithoutAnIssueThatNamesIt() {
    assertThat(
            offenders(
                CODE,
                line ->
                    UNDONE.matcher(line).find()
                        ? "name an issue, like (#12): " + line.strip()
                        : ""))
        .isEmpty();
  }

  @Test
  void whiteSpaceIsPlain() {
    assertThat(
            offenders(
                TEXT,
                line -> {
                  if (line.indexOf('\t') >= 0) {
                    return "a tab";
                  }
                  return line.endsWith(" ") ? "white space at the end" : "";
                }))
        .isEmpty();
    assertThat(TEXT).allMatch(file -> SourceTree.text(file).endsWith("\n"), "ends with a newline");
  }

  @Test
  void eachPackageSaysWhatItIs() {
    List<String> offenders = new ArrayList<>();
    TreeSet<Path> packages = new TreeSet<>();
    for (Path file : JAVA) {
      if (file.toString().contains("src/main/java")) {
        packages.add(file.resolveSibling("package-info.java"));
      }
    }
    for (Path info : packages) {
      if (!JAVA.contains(info)) {
        offenders.add(info + ":1: there is none");
        continue;
      }
      var matcher = DESCRIBED.matcher(SourceTree.text(info));
      if (!matcher.find()) {
        offenders.add(info + ":1: a comment, @NullMarked, package: it has not that form");
      } else if (!beginsWithASentence(matcher.group("text"))) {
        offenders.add(info + ":1: no sentence with a full stop");
      }
    }
    assertThat(offenders).isEmpty();
  }

  private static boolean beginsWithASentence(String text) {
    String plain = text.replaceAll("(?m)^\\s*\\*", "").replaceAll("\\s+", " ");
    return plain.replaceFirst("<p>.*", "").strip().endsWith(".");
  }
}
