package io.sealcopy.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.config.cli.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What operators get wrong, and links that fail: a clear error, and nothing lost or written. */
@Tag("system")
class BadInputTest {
  private static final long SIZE = 8L << 20;
  private static final int USAGE = 2;
  private static final int REFUSED = 3;
  private static final int UNREACHABLE = 4;

  @RegisterExtension final Scratch scratch = new Scratch();

  @Test
  void aRemoteThatIsAwayIsNamedAndCostsTheHostNothing() throws Exception {
    SealedPair pair = SealedPair.make(scratch, SIZE, 512);
    pair.main.start();
    Ran away = pair.create().expect(UNREACHABLE);
    assertThat(away.err()).contains("127.0.0.1");
    pair.remote.start();
    pair.createAndWait();
    try (Load load = Load.start(SIZE, 512, 2, 1, pair::host)) {
      load.awaitFurther(10);
      pair.remote.kill();
      load.awaitFurther(50);
      Scratch.await(
          "pair show says that the remote is away",
          Duration.ofSeconds(30),
          () -> !pair.show().text("link").equals("up"));
      JsonObject shown = pair.show();
      assertThat(shown.optionalText("link_message").orElse("")).isNotBlank();
      load.awaitFurther(10);
      pair.remote.start();
      load.stop();
      pair.awaitPair();
      pair.flush();
      load.assertIn(pair.main.volumeFile());
      pair.awaitApplied();
      pair.main.kill();
      pair.decrypt().expectOk();
      load.assertIn(pair.remote.copyFile());
    }
  }

  @Test
  void aMainCentreWithoutTheRoleIsRefused() {
    SealedPair pair = SealedPair.make(scratch, SIZE, 512);
    pair.remote.mainRoles("host");
    pair.start();
    Ran refused = pair.create().expect(REFUSED);
    assertThat(refused.err()).contains("replication");
  }

  @Test
  void aRoleTakenAwayStopsThePairAndNotTheHost() throws Exception {
    SealedPair pair = SealedPair.make(scratch, SIZE, 512);
    pair.start();
    pair.createAndWait();
    try (Load load = Load.start(SIZE, 512, 2, 2, pair::host)) {
      load.awaitFurther(10);
      pair.remote.kill();
      pair.remote.mainRoles("host");
      pair.remote.start();
      Scratch.await(
          "the pair is PSUE",
          Duration.ofMinutes(1),
          () -> pair.show().text("state").equals("PSUE"));
      assertThat(pair.show().text("reason")).isEqualTo("REMOTE_REFUSED");
      load.awaitFurther(20);
      pair.remote.kill();
      pair.remote.mainRoles("replication");
      pair.remote.start();
      pair.main.pair("resync", "data").expectOk();
      load.stop();
      pair.awaitPair();
      pair.flush();
      load.assertIn(pair.main.volumeFile());
    }
    pair.awaitApplied();
    pair.main.kill();
    pair.decrypt().expectOk();
    Images.assertSame(pair.remote.copyFile(), pair.main.volumeFile());
  }

  @Test
  void aDecryptorWithTheWrongKeyWritesNothing() throws Exception {
    SealedPair pair = SealedPair.make(scratch, SIZE, 512);
    pair.newRecipient("stranger");
    Path wrong = scratch.write("wrong-passphrase", "not the passphrase\n");
    pair.start();
    pair.createAndWait();
    try (Load load = Load.start(SIZE, 512, 2, 3, pair::host)) {
      load.awaitFurther(30);
      load.stop();
    }
    pair.flush();
    pair.awaitApplied();
    byte[] sealed = Files.readAllBytes(pair.remote.copyFile());

    Ran passphrase = pair.decrypt(pair.recipientKey(), wrong).expectFailure();
    assertThat(passphrase.err()).contains("passphrase");
    Ran recipient =
        pair.decrypt(scratch.path("stranger/recipient.key"), pair.passphrase).expect(REFUSED);
    assertThat(recipient.err()).contains("recipient");
    Ran signer = pair.decryptTrusting(scratch.path("stranger/recipient.crt")).expect(REFUSED);
    assertThat(signer.err()).containsIgnoringCase("sign");
    assertThat(Files.readAllBytes(pair.remote.copyFile())).isEqualTo(sealed);

    pair.main.kill();
    pair.decrypt().expectOk();
    Images.assertSame(pair.remote.copyFile(), pair.main.volumeFile());
  }

  @Test
  void onlyTheDecryptorsRoleOpensTheTable() {
    SealedPair pair = SealedPair.make(scratch, SIZE, 512);
    pair.start();
    pair.createAndWait();
    Ran outsider =
        scratch.sealcopy(
            "table",
            "show",
            pair.remote.url(),
            "--initiator-name",
            RemoteCentre.OUTSIDER,
            "--chap-secret-file",
            pair.decryptor.file().toString());
    assertThat(outsider.expect(REFUSED).err()).contains("role");
  }

  @Test
  void aFullRemoteIsNamedAndNothingIsLost() throws Exception {
    SealedPair pair = SealedPair.make(scratch, SIZE, 512);
    try (FullDisk disk = FullDisk.mount(scratch, SIZE / 2)) {
      pair.remote.copyFile(disk.directory().resolve("data-copy.img"));
      pair.start();
      Ran created = pair.create();
      if (created.code() != 0) {
        assertThat(created.err()).containsAnyOf("space", "full");
        return;
      }
      try (Load load = Load.start(SIZE, 512, 2, 4, pair::host)) {
        Scratch.await(
            "pair show names the remote's trouble",
            Duration.ofMinutes(1),
            () -> trouble(pair.show()).matches("(?is).*(space|full|storage).*"));
        load.awaitFurther(20);
        load.stop();
        load.assertIn(pair.main.volumeFile());
      }
      pair.remote.kill();
    }
  }

  private static String trouble(JsonObject shown) {
    return shown.optionalText("link_message").orElse("") + shown.optionalText("message").orElse("");
  }

  @Test
  void aConfigurationIsCheckedAsAWholeBeforeAnythingStarts() throws Exception {
    Path config =
        scratch.write(
            "bad.conf",
            """
            main {
              state-directory = "%s"
              target {
                portal.listen = "127.0.0.1:notaport"
                volumes = [
                  { name = data, lun = 0, size = 1000, backing.file = "%s" }
                  { name = data, lun = 0, size = 1 MiB, baking.memory = true }
                ]
              }
              journal.size = 1 KiB
            }
            """
                .formatted(scratch.path("bad-state"), scratch.path("bad.img")));
    Ran ran = scratch.sealcopy("main", "--config", config.toString()).expect(USAGE);
    assertThat(ran.err())
        .contains(config + ":4", config + ":6", config + ":7", config + ":10", "baking");
    assertThat(Files.exists(scratch.path("bad-state"))).isFalse();
    assertThat(Files.exists(scratch.path("bad.img"))).isFalse();
  }

  @Test
  void aTableThatDoesNotFitTheVolumeChangesNothing() throws Exception {
    Tools.needQemuIscsi();
    SealedPair pair = SealedPair.make(scratch, SIZE, 512);
    pair.start();
    new QemuHost(scratch, pair.main.url()).io("write -P 0x5a 0 1M").expectOk();
    pair.createAndWait();
    pair.flush();
    pair.awaitApplied();
    pair.main.kill();
    byte[] sealed = Files.readAllBytes(pair.remote.copyFile());
    try (LyingRemote liar = LyingRemote.before(pair.remote.port())) {
      Ran ran = pair.decryptAt(liar.port(), "--patience", "5");
      assertThat(ran.expectFailure().err()).contains("1099511627776", "nothing");
      assertThat(liar.lied()).isTrue();
    }
    assertThat(Arrays.equals(Files.readAllBytes(pair.remote.copyFile()), sealed)).isTrue();
  }
}
