package io.sealcopy.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.config.cli.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The whole circle with the real programs: the main site is lost, the other one goes on, becomes
 * the main site, and gives everything back, with sealed differences both ways.
 */
@Tag("system")
class SwapDrillTest {
  private static final int SIZE = 32 << 20;
  private static final String DECRYPTOR = "iqn.2026-01.test:decryptor";

  @RegisterExtension final Scratch scratch = new Scratch();

  @Test
  void theOtherSiteTakesOverAndGivesBackWhatDiffers() throws Exception {
    Tools.needQemuIscsi();
    Site here = new Site("here", "there");
    Site there = new Site("there", "here");
    newRecipient();
    here.start("main");
    there.start("remote");
    here.host("write -P 0x11 0 4M");
    here.create("data", there, "escrow");
    here.host("write -P 0x22 20M 2M");
    here.pair("flush", "data");
    here.pair("split", "data");
    here.host("write -P 0x66 26M 1M"); // Nobody else will ever have it.
    here.running().kill();

    there.takeOver("remote");
    there.decrypt("escrow");
    there.host("write -P 0x33 10M 1M");
    there.running().terminate();
    there.start("main");
    here.start("main");
    here.swap("data");
    there.create("back", here, "escrow-back", "--swap");
    assertThat(there.show("back").number("ciphertext_bytes"))
        .as("what was written there, and what may have been on its way when here was killed")
        .isBetween(1L << 20, 3L << 20);
    there.host("write -P 0x44 12M 1M");
    there.pair("flush", "back");

    here.takeOver("main");
    here.decrypt("escrow-back");
    there.swap("back");
    here.host("write -P 0x55 30M 1M");
    here.create("home", there, "escrow-home", "--swap");
    assertThat(here.show("home").number("ciphertext_bytes")).isEqualTo(1 << 20);
    here.pair("flush", "home");
    here.running().terminate();
    there.takeOver("main");
    there.decrypt("escrow-home");
    there.running().terminate();
    Images.assertSame(there.volume, here.volume);
    assertThat(Files.readAllBytes(here.volume))
        .contains(0x11, 0x22, 0x33, 0x44, 0x55)
        .as("given up at the first take-over")
        .doesNotContain(0x66);
  }

  private void newRecipient() {
    Path passphrase = scratch.write("passphrase", "correct horse battery\n");
    scratch
        .sealcopy(
            "key",
            "new-recipient",
            "--kind",
            "ec-p256",
            "--out",
            scratch.path("recipient").toString(),
            "--passphrase-file",
            passphrase.toString())
        .expectOk();
  }

  /** A site: its volume, its programs, and what its operators say. */
  private final class Site {
    private final String name;
    private final String target;
    private final int port = scratch.freePort();
    private final Path config;
    private final Path volume;
    private @Nullable Running running;

    Site(String name, String other) {
      this.name = name;
      this.target = "iqn.2026-01.io.sealcopy:" + name;
      this.volume = scratch.path(name + ".img");
      String body =
          """
            state-directory = "%1$s-state"
            initiator-name = "iqn.2026-01.test:%1$s"
            target {
              name = "%2$s", portal.listen = "127.0.0.1:%3$d"
              volumes = [ { name = vol, lun = 0, backing.file = "%1$s.img", size = %4$d } ]
              plain-roles = allow, plain-links = allow
              initiators = [
                { name = "iqn.2026-01.test:%5$s"
                  grants = [ { volumes = vol, roles = replication } ] }
                { name = "%6$s", grants = [ { volumes = vol, roles = decryptor } ] }
                { name = "*", grants = [ { volumes = vol, roles = host } ] }
              ]
            }
            admin.listen = "127.0.0.1:%7$d"
          """
              .formatted(name, target, port, SIZE, other, DECRYPTOR, scratch.freePort());
      this.config =
          scratch.write(
              name + ".conf",
              "main { %s journal.size = 64 MiB, plain-remotes = allow }\nremote { %s }\n"
                  .formatted(body, body));
    }

    String url() {
      return "iscsi://127.0.0.1:%d/%s/0".formatted(port, target);
    }

    void start(String program) {
      running =
          scratch.start(
              name + "-" + program,
              Map.of(),
              List.of(Project.launcher(), program, "--config", config.toString()));
      Scratch.await(
          name + " is ready",
          Duration.ofMinutes(1),
          () -> running().log().contains(program + " centre "));
    }

    Running running() {
      return Objects.requireNonNull(running);
    }

    void host(String command) {
      new QemuHost(scratch, url()).io(command).expectOk();
    }

    Ran pair(String... arguments) {
      List<String> all = new ArrayList<>(List.of("pair"));
      all.addAll(List.of(arguments));
      all.addAll(List.of("--config", config.toString()));
      return scratch.sealcopy(all.toArray(String[]::new)).expectOk();
    }

    void create(String pair, Site other, String escrow, String... more) {
      List<String> all = new ArrayList<>(List.of("create", pair, "--volume", "vol"));
      all.addAll(List.of("--remote", other.url(), "--wait"));
      all.addAll(
          List.of("--recipient", scratch.path("recipient").resolve("recipient.crt").toString()));
      all.addAll(List.of("--escrow", scratch.path(escrow).toString()));
      all.addAll(List.of(more));
      pair(all.toArray(String[]::new));
    }

    JsonObject show(String pair) {
      return Json.of(pair("show", pair, "--json"));
    }

    void takeOver(String program) {
      List<String> command = new ArrayList<>(List.of("takeover", "vol"));
      command.addAll(List.of("--config", config.toString()));
      if (program.equals("main")) {
        command.add("--main");
      }
      Ran asked = scratch.sealcopy(command.toArray(String[]::new)).expectFailure();
      command.addAll(List.of("--token", asked.err().replaceAll("(?s).*--token (\\w+).*", "$1")));
      scratch.sealcopy(command.toArray(String[]::new)).expectOk();
    }

    void decrypt(String escrow) {
      scratch
          .sealcopy(
              "decrypt",
              url(),
              "--key",
              scratch.path("recipient").resolve("recipient.key").toString(),
              "--passphrase-file",
              scratch.path("passphrase").toString(),
              "--signer-certificate",
              scratch.path(escrow).resolve("signer.pem").toString(),
              "--initiator-name",
              DECRYPTOR,
              "--quiet")
          .expectOk();
    }

    /** Once it has heard that its copy was taken over. */
    void swap(String pair) {
      Scratch.await(
          name + " is fenced",
          Duration.ofSeconds(30),
          () -> show(pair).optionalText("reason").orElse("").equals("FENCED"));
      pair("swap", pair, "--token", show(pair).text("token"));
    }
  }
}
