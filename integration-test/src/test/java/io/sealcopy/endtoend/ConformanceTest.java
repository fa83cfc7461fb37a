package io.sealcopy.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** libiscsi's test suite on four kinds of volume: none fails, and each test passes on one. */
@Tag("system")
class ConformanceTest {
  private static final Duration LIMIT = Duration.ofMinutes(8);

  @RegisterExtension final Scratch scratch = new Scratch();

  @Test
  void noTestFailsAndEachPassesSomewhere() {
    Tools.need("iscsi-test-cu");
    Project.launcher();
    List<String> command = List.of(Project.script("conformance").toString(), "--why");
    Ran ran = scratch.run(LIMIT, Map.of(), command);
    assertThat(ran.code()).as("%s%n%s", ran.out(), ran.err()).isZero();
  }
}
