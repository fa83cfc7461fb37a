package io.sealcopy.codebase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** What a program has on its class path is what it can do. */
class ClassPathTest {
  /** Everything that {@code module} is shipped with, by artifact id, through our own modules. */
  private static Set<String> shipped(String module) throws Exception {
    Set<String> all = new TreeSet<>();
    NodeList dependencies =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(SourceTree.ROOT.resolve(module).resolve("pom.xml").toFile())
            .getElementsByTagName("dependency");
    for (int index = 0; index < dependencies.getLength(); index++) {
      Element dependency = (Element) dependencies.item(index);
      String artifact = child(dependency, "artifactId");
      if (child(dependency, "scope").equals("test")) {
        continue;
      }
      all.add(artifact);
      if (child(dependency, "groupId").equals("io.sealcopy")) {
        all.addAll(shipped(artifact));
      }
    }
    return all;
  }

  private static String child(Element element, String name) {
    NodeList found = element.getElementsByTagName(name);
    return found.getLength() == 0 ? "" : found.item(0).getTextContent();
  }

  private static Set<String> jars(String module) throws IOException {
    Path lib = SourceTree.ROOT.resolve(module).resolve("target/lib");
    assumeTrue(Files.isDirectory(lib), lib + " is made by mvn package");
    try (Stream<Path> files = Files.list(lib)) {
      return files.map(file -> file.getFileName().toString()).collect(Collectors.toSet());
    }
  }

  @Test
  void theTargetCannotDecrypt() throws Exception {
    assertThat(shipped("target-server"))
        .contains("storage", "protocol")
        .doesNotContain("crypto")
        .noneMatch(artifact -> artifact.startsWith("bc"));
  }

  @Test
  void theTargetAsBuiltCannotDecrypt() throws Exception {
    assertThat(jars("target-server"))
        .anyMatch(jar -> jar.startsWith("storage-"))
        .noneMatch(jar -> jar.startsWith("crypto") || jar.startsWith("bc"));
  }

  @Test
  void theDecryptorReachesAVolumeOnlyThroughScsi() throws Exception {
    assertThat(shipped("decryptor-host"))
        .contains("crypto", "initiator")
        .doesNotContain("storage", "target-server");
  }

  @Test
  void theLauncherStartsTheRemoteCentreFromTheTargetAlone() {
    assertThat(SourceTree.text(Path.of("scripts/sealcopy")))
        .containsPattern("remote\\) module=target-server class=io\\.sealcopy\\.target\\.cli");
  }
}
