package io.sealcopy.target;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.protocol.iscsi.LoginStatus;
import io.sealcopy.target.iscsi.LoginRefusal;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RefusalLogTest {
  private static final LoginRefusal REFUSAL =
      new LoginRefusal(
          "/192.0.2.1:7", "iqn.x", LoginStatus.AUTHENTICATION_FAILURE, "wrong \"secret\"\nlogin");

  private long now = 12_345;
  private final RefusalLog log = new RefusalLog(() -> now);
  private final List<String> lines = new ArrayList<>();

  @Test
  void aLineNamesWhoAndWhyAndStaysALine() {
    log.listen(lines::add);
    log.refused(REFUSAL);
    assertThat(lines)
        .containsExactly(
            "login refused peer=/192.0.2.1:7 initiator=iqn.x"
                + " outcome=\"authentication failure: wrong ?secret??login\"");
  }

  @Test
  void aStormIsCountedNotWritten() {
    log.listen(lines::add);
    for (int i = 0; i < 10_000; i++) {
      log.refused(REFUSAL);
    }
    assertThat(lines).hasSize(50);
    now += 2_000_000_000L;
    for (int i = 0; i < 10; i++) {
      log.refused(REFUSAL);
    }
    assertThat(lines).hasSize(52);
    assertThat(lines.get(50)).endsWith(" left-out=9950");
    assertThat(lines.get(51)).doesNotContain("left-out");
  }
}
