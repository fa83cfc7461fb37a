package io.sealcopy.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The main centre is killed after its copy was bound, and before its pair was there. */
@Tag("system")
class MainKilledWhileAPairIsMadeTest {
  @TempDir Path directory;

  /** With what is there at that moment. */
  private Centres killed(boolean attempt) throws Exception {
    Centres centres = Centres.unpaired(directory);
    centres.write(0, 64, 'a');
    centres.main.create(
        Centres.PAIR, List.of(0), List.of(centres.remote.url(0)), Map.of("define", true));
    String group = centres.show().text("group_id");
    centres.main.stop();
    Files.delete(centres.main.path("state/groups/data/group.json"));
    if (attempt) {
      Files.writeString(centres.main.path("state/attempts/" + group), Centres.PAIR);
    }
    centres.main.start();
    assertThat(centres.remote.show(0).flag("bound")).isTrue();
    return centres;
  }

  @Test
  void anotherPairTakesTheCopy() throws Exception {
    try (Centres centres = killed(true)) {
      centres.main.create("other", List.of(0), List.of(centres.remote.url(0)));
      centres.main.awaitState("other", "PAIR");
      assertThat(centres.main.path("state/attempts")).isEmptyDirectory();
      centres.main.stop();
      centres.main.start();
      centres.main.awaitState("other", "PAIR");
    }
  }

  @Test
  void whereNobodyKnowsOfTheAttemptTheAnswerSaysWhatToDo() throws Exception {
    try (Centres centres = killed(false)) {
      assertThatThrownBy(centres::pair)
          .hasMessageContaining("holds the copy of another pair")
          .hasMessageContaining("to which nothing has come yet")
          .hasMessageContaining("sealcopy remote release");
    }
  }

  @Test
  void anAttemptThatBecameAPairIsForgottenAndItsCopyStays() throws Exception {
    try (Centres centres = Centres.paired(directory)) {
      String group = centres.show().text("group_id");
      centres.main.stop();
      Path attempt = centres.main.path("state/attempts/" + group);
      Files.writeString(attempt, Centres.PAIR);
      centres.main.start();
      assertThat(attempt).doesNotExist();
      centres.awaitEqual();
    }
  }

  @Test
  void aCopyThatChangesHaveComeToIsNotUnbound() throws Exception {
    try (Centres centres = Centres.paired(directory)) {
      centres.main.flush(Centres.PAIR);
      String group = centres.show().text("group_id");
      centres.main.stop();
      Files.delete(centres.main.path("state/groups/data/group.json"));
      Files.writeString(centres.main.path("state/attempts/" + group), Centres.PAIR);
      centres.main.start();
      assertThatThrownBy(centres::pair).hasMessageContaining("sealcopy remote release");
      assertThat(centres.remote.show(0).number("ciphertextBlocks")).isPositive();
    }
  }
}
