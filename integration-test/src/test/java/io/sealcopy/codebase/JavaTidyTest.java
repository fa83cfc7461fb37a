package io.sealcopy.codebase;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.codebase.JavaSource.Findings;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** How Java code is written. A limit may go down, never up. */
class JavaTidyTest {
  private static final int METHOD_LINES = 70;

  /** Calls of foreign functions are declared to throw anything; these rethrow it as a fault. */
  private static final Set<String> CATCH_ALL =
      Set.of("GatheredWrite.java", "Libc.java", "LibcryptoXts.java", "PageCacheReads.java");

  private static final Findings FOUND = JavaSource.scan(SourceTree.files("**.java"), METHOD_LINES);

  @Test
  void methodsFitOnAScreen() {
    assertThat(FOUND.longMethods()).isEmpty();
  }

  @Test
  void invariantsAreCheckedInProductionToo() {
    assertThat(FOUND.asserts()).isEmpty();
  }

  @Test
  void nothingGoesOnAfterAnythingMayHaveHappened() {
    assertThat(FOUND.catchAlls())
        .filteredOn(found -> !CATCH_ALL.contains(String.valueOf(found.file().getFileName())))
        .isEmpty();
  }

  @Test
  void onlyCommandLinesSpeakToTheConsole() {
    assertThat(FOUND.consoleUses())
        .filteredOn(found -> found.file().toString().contains("src/main/java"))
        .filteredOn(found -> !found.file().toString().contains("/cli/"))
        .isEmpty();
  }
}
