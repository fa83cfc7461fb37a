package io.sealcopy.bench.profile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class CallTreeTest {
  @Test
  void aLineStandsWhereTheTimeDividesOrEnds() {
    List<String> stacks =
        List.of(
            "thread;loop;turn;read;pread 50",
            "thread;loop;turn;send;writev 29",
            "thread;loop;turn;send;encode 20",
            "compiler;rare 1");
    assertThat(CallTree.of(stacks).text())
        .isEqualTo(
            """
             99.0 %  turn
             50.0 %    pread
             49.0 %    send
             29.0 %      writev
             20.0 %      encode
            """);
  }

  @Test
  void timeOfItsOwnKeepsACallersLine() {
    assertThat(CallTree.of(List.of("caller 20", "caller;callee 80")).text())
        .isEqualTo(
            """
            100.0 %  caller
             80.0 %    callee
            """);
  }
}
