package io.sealcopy.replicator.pair;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.replicator.link.NoteOutcome;
import java.lang.reflect.Proxy;
import org.junit.jupiter.api.Test;

/** A question whose answer is late, or comes twice, or belongs to a nexus that is no more. */
class NoteQuestionTest {
  private long steady = 5_000;

  /** Of all ports only the clock is asked for. */
  private final GroupPorts ports =
      (GroupPorts)
          Proxy.newProxyInstance(
              GroupPorts.class.getClassLoader(),
              new Class<?>[] {GroupPorts.class},
              (_, method, _) -> {
                assertThat(method.getName()).isEqualTo("steadyMillis");
                return steady;
              });

  private final NoteQuestion question = new NoteQuestion(ports);

  @Test
  void itIsAskedInAnOpenNexusOnceAtATime() {
    assertThat(question.mayAsk()).as("no nexus is open").isFalse();
    question.opened(3);
    assertThat(question.nexus()).isEqualTo(3);
    assertThat(question.mayAsk()).isTrue();
    long number = question.ask();
    assertThat(question.mayAsk()).isFalse();
    assertThat(question.answered(number, NoteOutcome.TAKEN)).isTrue();
    assertThat(question.answered(number, NoteOutcome.TAKEN)).as("said twice").isFalse();
    assertThat(question.mayAsk()).isTrue();
  }

  @Test
  void itIsAskedAgainAfterAWhileWhenItCouldNotBeTaken() {
    question.opened(3);
    assertThat(question.answered(question.ask(), NoteOutcome.AGAIN)).isTrue();
    steady += 199;
    assertThat(question.mayAsk()).isFalse();
    steady++;
    assertThat(question.mayAsk()).isTrue();
    assertThat(question.answered(question.ask(), NoteOutcome.AGAIN)).isTrue();
    question.opened(4);
    assertThat(question.mayAsk()).as("another nexus need not wait").isTrue();
  }

  @Test
  void whatWasAskedInAnEarlierNexusIsNotAnsweredAnyMore() {
    question.opened(3);
    long before = question.ask();
    question.closed();
    assertThat(question.mayAsk()).isFalse();
    assertThat(question.answered(before, NoteOutcome.TAKEN)).isFalse();
    question.opened(4);
    assertThat(question.answered(before, NoteOutcome.TAKEN)).isFalse();
    long now = question.ask();
    assertThat(question.answered(before, NoteOutcome.TAKEN)).isFalse();
    assertThat(question.answered(now, NoteOutcome.TAKEN)).isTrue();
  }
}
