package io.sealcopy.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Every target with its seeds, with what fuzzing found and left in the module's resources, and with
 * a few thousand mutations of them, always the same.
 */
class StoredInputsTest {
  private static final Path FOUND = Path.of("src/test/resources/io/sealcopy/fuzz/JazzerFuzzInputs");
  private static final int MUTATIONS = 20_000;

  private record Fuzzed(String name, Consumer<byte[]> target, List<byte[]> seeds) {}

  @TestFactory
  Stream<DynamicTest> everyTargetTakesWhatIsStored() {
    return Stream.of(
            new Fuzzed("framer", FramerTarget::run, Seeds.framer()),
            new Fuzzed("login", LoginTarget::run, Seeds.login()),
            new Fuzzed("negotiation", LoginTarget::negotiate, Seeds.negotiation()),
            new Fuzzed("commands", CommandTarget::run, Seeds.commands()),
            new Fuzzed("decoders", DecoderTarget::run, Seeds.decoders()))
        .map(fuzzed -> DynamicTest.dynamicTest(fuzzed.name, () -> run(fuzzed)));
  }

  private static void run(Fuzzed fuzzed) throws IOException {
    List<byte[]> inputs = new ArrayList<>(fuzzed.seeds);
    Path directory = FOUND.resolve(fuzzed.name);
    if (Files.isDirectory(directory)) {
      try (Stream<Path> files = Files.list(directory)) {
        for (Path file : files.sorted().toList()) {
          inputs.add(Files.readAllBytes(file));
        }
      }
    }
    inputs.forEach(input -> run(fuzzed, input));
    Random random = new Random(1);
    for (int i = 0; i < MUTATIONS; i++) {
      run(fuzzed, mutated(inputs, random));
    }
  }

  private static void run(Fuzzed fuzzed, byte[] input) {
    try {
      fuzzed.target.accept(input);
    } catch (RuntimeException | AssertionError e) {
      throw new AssertionError(fuzzed.name + " with " + HexFormat.of().formatHex(input), e);
    }
  }

  private static byte[] mutated(List<byte[]> inputs, Random random) {
    byte[] bytes = inputs.get(random.nextInt(inputs.size())).clone();
    if (random.nextInt(4) == 0) {
      byte[] other = inputs.get(random.nextInt(inputs.size()));
      int cut = random.nextInt(bytes.length + 1);
      byte[] both = Arrays.copyOf(bytes, cut + other.length);
      System.arraycopy(other, 0, both, cut, other.length);
      bytes = both;
    }
    for (int i = random.nextInt(6); i >= 0 && bytes.length > 0; i--) {
      int at = random.nextInt(bytes.length);
      switch (random.nextInt(4)) {
        case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        case 1 -> bytes[at] = (byte) random.nextInt(256);
        case 2 -> bytes[at] = (byte) (random.nextBoolean() ? 0xff : 0);
        default -> bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length) + 1);
      }
    }
    return bytes;
  }
}
