package io.sealcopy.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The targets as Jazzer drives them: {@code scripts/fuzz}. Not named as a test, because its agent
 * takes its time to load; {@link StoredInputsTest} runs the same with what is stored.
 */
class JazzerFuzz {
  @MethodSource
  @FuzzTest
  void framer(byte[] input) {
    FramerTarget.run(input);
  }

  @MethodSource
  @FuzzTest
  void login(byte[] input) {
    LoginTarget.run(input);
  }

  @MethodSource
  @FuzzTest
  void negotiation(byte[] input) {
    LoginTarget.negotiate(input);
  }

  @MethodSource
  @FuzzTest
  void commands(byte[] input) {
    CommandTarget.run(input);
  }

  @MethodSource
  @FuzzTest
  void decoders(byte[] input) {
    DecoderTarget.run(input);
  }

  static Stream<byte[]> framer() {
    return Seeds.framer().stream();
  }

  static Stream<byte[]> login() {
    return Seeds.login().stream();
  }

  static Stream<byte[]> negotiation() {
    return Seeds.negotiation().stream();
  }

  static Stream<byte[]> commands() {
    return Seeds.commands().stream();
  }

  static Stream<byte[]> decoders() {
    return Seeds.decoders().stream();
  }
}
