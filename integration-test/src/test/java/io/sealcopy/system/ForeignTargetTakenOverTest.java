package io.sealcopy.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.decryptor.cli.DecryptorMain;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A host takes a copy at Debian's tgt over while its main centre works. */
@Tag("system")
class ForeignTargetTakenOverTest {
  private static final long BYTES = 1 << 20;
  private static final Pattern TOKEN = Pattern.compile("--token ([0-9a-f]{16})");

  @TempDir Path directory;

  private String takeOver(int exitCode, String... arguments) throws Exception {
    Path log = Files.createTempFile(directory, "takeover", ".log");
    List<String> all = new ArrayList<>(List.of("takeover"));
    all.addAll(List.of(arguments));
    int code = Program.java(log, DecryptorMain.class.getName(), all.toArray(String[]::new)).await();
    String said = Files.readString(log);
    assertThat(code).as(said).isEqualTo(exitCode);
    return said;
  }

  private static String token(String said) {
    Matcher token = TOKEN.matcher(said);
    assertThat(token.find()).as(said).isTrue();
    return token.group(1);
  }

  @Test
  void theMainCentreIsFencedAndTheCopyCanBeReleased() throws Exception {
    try (ForeignTarget copy = new ForeignTarget(directory, BYTES);
        LocalMain main =
            new LocalMain(directory.resolve("main"), "iqn.2026-01.test:main", 1, BYTES)) {
      main.createForeign("data", List.of(0), List.of(copy.url()));
      main.awaitState("data", "PAIR");
      assertThat(main.show("data").texts("warnings").getFirst())
          .as("tgt keeps nothing")
          .contains("loses power");
      String meaning = takeOver(3, copy.url());
      assertThat(meaning).contains("refuses the main centre");
      takeOver(3, copy.url(), "--token", "0000000000000000");
      assertThat(main.show("data").text("state")).isEqualTo("PAIR");

      String taken = takeOver(0, copy.url(), "--token", token(meaning));
      HostLoad host = new HostLoad(main.url(0), (int) (BYTES / 512), 1);
      host.start(50).get();
      main.awaitState("data", "PSUE");
      assertThat(main.show("data").text("reason")).isEqualTo("FENCED");

      assertThat(takeOver(0, copy.url(), "--release", "--token", token(taken)))
          .contains("not reserved any more");
      takeOver(3, copy.url());
      main.stop();
      main.start();
      assertThat(main.show("data").text("reason")).as("for good").isEqualTo("FENCED");
    }
  }
}
