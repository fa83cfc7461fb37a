package io.sealcopy.protocol.iscsi.pdu;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.RecordComponent;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Headers that another implementation sent or dissected: see the head of pdu-vectors.txt. */
class PduVectorsTest {
  record Vector(String name, String origin, String hex, Map<String, String> fields) {
    @Override
    public String toString() {
      return name + " " + origin + " " + hex;
    }
  }

  static List<Vector> vectors() {
    List<Vector> vectors = new ArrayList<>();
    for (String block : resource().split("\n\n", -1)) {
      List<String> lines = block.lines().filter(line -> !line.startsWith("#")).toList();
      if (lines.isEmpty()) {
        continue;
      }
      Map<String, String> fields = new TreeMap<>();
      for (String line : lines.subList(3, lines.size())) {
        int space = line.indexOf(' ', 2);
        fields.put(line.substring(2, space), line.substring(space + 1));
      }
      int space = lines.getFirst().indexOf(' ');
      vectors.add(
          new Vector(
              lines.getFirst().substring(0, space),
              lines.getFirst().substring(space + 1),
              lines.get(1) + lines.get(2),
              fields));
    }
    return vectors;
  }

  private static String resource() {
    try (InputStream in = PduVectorsTest.class.getResourceAsStream("pdu-vectors.txt")) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void everyPduHasAVector() {
    TreeSet<String> names = new TreeSet<>();
    vectors().forEach(vector -> names.add(vector.name()));
    assertThat(names).hasSize(18);
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void fieldsAreWhatTheDissectorSays(Vector vector) throws ReflectiveOperationException {
    Pdu pdu = decode(vector.hex());
    assertThat(pdu.getClass().getSimpleName()).isEqualTo(vector.name());
    Map<String, String> seen = new TreeMap<>();
    for (RecordComponent component : pdu.getClass().getRecordComponents()) {
      String expected = vector.fields().get(component.getName());
      if (expected == null) {
        continue;
      }
      Object value = component.getAccessor().invoke(pdu);
      String text =
          switch (value) {
            case Boolean flag -> flag ? "1" : "0";
            case Integer number -> like(expected, number & 0xffff_ffffL);
            case Long number -> like(expected, number);
            default -> value.toString().replace("0x", "");
          };
      seen.put(component.getName(), text);
    }
    Map<String, String> expected = new TreeMap<>(vector.fields());
    if (!(pdu instanceof ScsiCommand)) {
      expected.remove("totalAhsLength");
    }
    assertThat(seen).isEqualTo(expected);
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void encodingGivesTheSameBytes(Vector vector) {
    ByteBuffer target = ByteBuffer.allocate(64);
    target.put(new byte[64]).position(9);
    for (int i = 0; i < 64; i++) {
      target.put(i, (byte) 0xee);
    }
    decode(vector.hex()).encode(target);
    assertThat(target.position()).isEqualTo(9 + 48);
    assertThat(HexFormat.of().formatHex(target.array()))
        .isEqualTo("ee".repeat(9) + vector.hex() + "ee".repeat(7));
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void decodingStartsAtThePositionWhateverTheByteOrder(Vector vector) {
    ByteBuffer shifted =
        ByteBuffer.allocateDirect(64).position(5).put(HexFormat.of().parseHex(vector.hex()));
    shifted.position(5).order(ByteOrder.LITTLE_ENDIAN);
    assertThat(Pdu.decode(shifted)).isEqualTo(decode(vector.hex()));
    assertThat(shifted.position()).isEqualTo(5);
  }

  private static Pdu decode(String hex) {
    return (Pdu) Pdu.decode(ByteBuffer.wrap(HexFormat.of().parseHex(hex)));
  }

  /** A number in the notation of {@code expected}. */
  private static String like(String expected, long number) {
    return expected.startsWith("0x")
        ? "0x%%0%dx".formatted(expected.length() - 2).formatted(number)
        : Long.toString(number);
  }
}
