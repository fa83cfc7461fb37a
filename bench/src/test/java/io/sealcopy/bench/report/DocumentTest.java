package io.sealcopy.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DocumentTest {
  @Test
  void aNewSuiteComesToTheEnd() {
    assertThat(Document.with("# Page\n", "a", "one\n"))
        .isEqualTo("# Page\n\n<!-- made by scripts/bench: a -->\none\n<!-- end of a -->\n");
  }

  @Test
  void aSuiteThatIsThereIsReplacedInItsPlace() {
    String page = Document.with(Document.with("# Page\n", "a", "one\n"), "b", "two\n");
    String again = Document.with(page, "a", "three\n");
    assertThat(again).isEqualTo(page.replace("one", "three"));
  }
}
