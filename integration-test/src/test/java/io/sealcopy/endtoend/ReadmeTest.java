package io.sealcopy.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The commands in README.md do what it says: a pair of one's own, used from a Linux host. */
@Tag("system")
class ReadmeTest {
  private static final String DECRYPT = "scripts/sealcopy decrypt --config my/decryptor.conf";
  private static final String HOST = "iqn.2026-01.org.example:host";

  @RegisterExtension final Scratch scratch = new Scratch();

  @Test
  void itsCommandsWorkAsTheyStand() throws Exception {
    int main = scratch.freePort();
    int remote = scratch.freePort();
    new Guest(scratch);
    Files.createDirectory(scratch.path("scripts"));
    Files.createSymbolicLink(scratch.path("scripts/sealcopy"), Project.script("sealcopy"));
    Path passphrase = scratch.write("passphrase", "correct horse battery staple\n");
    List<String> pair = blocks("## A sealed pair of your own");
    scratch.write("block", ported(blocks("## Use a volume from Linux").getFirst(), main, remote));
    scratch.write("pair-block", answered(pair.getFirst(), passphrase));
    assertThat(Files.readString(Project.ROOT.resolve("README.md"))).contains("`" + DECRYPT + "`");
    scratch.write("decrypt-block", answered(DECRYPT, passphrase));
    resource("readme-host.sh", "readme-host.sh");
    resource("readme-pair.sh", "readme-pair.sh");
    Files.setPosixFilePermissions(
        resource("readme-init.sh", "scripts/init"), PosixFilePermissions.fromString("rwx------"));
    Map<String, String> environment =
        Map.of(
            "PROJECT", Project.ROOT.toString(),
            "HOST_NAME", HOST,
            "MAIN", "" + main,
            "REMOTE", "" + remote,
            "MAIN_ADMIN", "" + scratch.freePort(),
            "REMOTE_ADMIN", "" + scratch.freePort());
    Ran ran = scratch.run(Duration.ofMinutes(4), environment, List.of("bash", "readme-pair.sh"));
    ran.expectOk();
    assertThat(ran.out()).contains("pair data is in state PAIR");
  }

  private Path resource(String name, String file) throws IOException {
    try (InputStream in = ReadmeTest.class.getResourceAsStream(name)) {
      return scratch.write(file, new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  /** The fenced blocks of a section. */
  private static List<String> blocks(String heading) throws IOException {
    List<String> blocks = new ArrayList<>();
    boolean here = false;
    StringBuilder block = null;
    for (String line : Files.readAllLines(Project.ROOT.resolve("README.md"))) {
      if (line.startsWith("```") && here) {
        if (block == null) {
          block = new StringBuilder();
        } else {
          blocks.add(block.toString());
          block = null;
        }
      } else if (block != null) {
        block.append(line).append('\n');
      } else if (line.startsWith("## ")) {
        here = line.equals(heading);
      }
    }
    assertThat(blocks).as("blocks of %s in README.md", heading).isNotEmpty();
    return blocks;
  }

  private static String ported(String block, int main, int remote) {
    return block.replace(":3260", ":" + main).replace(":3261", ":" + remote);
  }

  /** The answer to what is asked on a terminal. */
  private static String answered(String block, Path passphrase) {
    String option = " --passphrase-file " + passphrase;
    return block
        .replace("--new-recipient", option + " --new-recipient")
        .replace("sealcopy decrypt", "sealcopy decrypt" + option);
  }
}
