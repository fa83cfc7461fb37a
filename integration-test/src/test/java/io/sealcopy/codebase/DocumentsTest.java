package io.sealcopy.codebase;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class DocumentsTest {
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");

  @Test
  void everyRelativeLinkLeadsSomewhere() {
    List<Path> documents = SourceTree.files("{*.md,**/*.md}");
    assertThat(documents).isNotEmpty();
    for (Path document : documents) {
      List<String> broken =
          SourceTree.offenders(List.of(document), line -> faultOfLinks(document, line));
      assertThat(broken).isEmpty();
    }
  }

  private static String faultOfLinks(Path document, String line) {
    Matcher link = LINK.matcher(line);
    while (link.find()) {
      String to = link.group(1).replaceFirst("#.*", "");
      boolean elsewhere = to.isEmpty() || to.contains("://") || to.startsWith("mailto:");
      if (!elsewhere && !Files.exists(SourceTree.ROOT.resolve(document).resolveSibling(to))) {
        return "the link leads nowhere: " + to;
      }
    }
    return "";
  }
}
