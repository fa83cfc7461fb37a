package io.sealcopy.protocol.vendor;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.protocol.key.Direction;
import io.sealcopy.protocol.key.KeyId;
import io.sealcopy.protocol.testing.SpecPage;
import io.sealcopy.protocol.vendor.Decoded.Malformed;
import io.sealcopy.protocol.vendor.Decoded.Valid;
import io.sealcopy.protocol.vendor.OpenNexus.LinkKind;
import java.lang.foreign.StructLayout;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The vectors and layout tables of {@code vendor-cdb.md} and {@code encryption-table.md}. */
class VendorFormatsTest {
  private static final SpecPage COMMANDS = SpecPage.named("vendor-cdb.md");
  private static final SpecPage DIFFERS = SpecPage.named("differs.md");
  private static final SpecPage OPENING = SpecPage.named("opening.md");
  private static final SpecPage TABLE = SpecPage.named("encryption-table.md");
  private static final UUID GROUP = UUID.fromString("00112233-4455-6677-8899-aabbccddeeff");
  private static final UUID VOLUME = UUID.fromString("0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0");
  private static final long LINK = 0x0123_4567_89ab_cdefL;
  private static final KeyId KEY = KeyId.parse("a0a1a2a3a4a5a6a7a8a9aaabacadaeaf");

  /** A vector with the value it must mean, and how to get from one to the other. */
  record Case(
      SpecPage page,
      String vector,
      Object value,
      Function<ByteBuffer, ? extends Decoded<?>> decode,
      Function<Object, byte[]> encode,
      boolean checksummed) {
    @Override
    public String toString() {
      return vector;
    }
  }

  static List<Case> cases() {
    return List.of(
        opening(),
        list("bind copy", bind(), BindCopy::decode, v -> ((BindCopy) v).encode()),
        list("open nexus", open(), OpenNexus::decode, v -> ((OpenNexus) v).encode()),
        list(
            "open nexus of a sealed link",
            opened(
                7, KEY, new OpenNexus.Link(LinkKind.SEALED, LINK, (1L << 32) + 101, true, false)),
            OpenNexus::decode,
            v -> ((OpenNexus) v).encode()),
        list(
            "open nexus of a plain copy",
            opened(0, new KeyId(0, 0), new OpenNexus.Link(LinkKind.STANDARD, LINK, 0, false, true)),
            OpenNexus::decode,
            v -> ((OpenNexus) v).encode()),
        status(
            "status unbound", new CopyStatus(4096, 256, 0, 0, Optional.empty(), Optional.empty())),
        status(
            "status nexus open",
            new CopyStatus(512, 2097152, 4096, 16, Optional.of(bound(true)), Optional.empty())),
        status(
            "status with a fault",
            new CopyStatus(
                512,
                2097152,
                4096,
                16,
                Optional.of(bound(false)),
                Optional.of(
                    new CopyStatus.Fault(
                        CopyStatus.FaultCode.DAMAGED_JOURNAL, "journal damaged")))),
        status(
            "status of a sealed link",
            new CopyStatus(
                512,
                2097152,
                4096,
                16,
                Optional.of(bound(true, (1L << 32) + 100)),
                Optional.empty())),
        cdb("cdb write record of 4256 bytes", new VendorCdb(VendorCommand.WRITE_RECORD, 0, 4256)),
        status(
            "status taken over",
            new CopyStatus(512, 2097152, 4096, 16, Optional.of(takenOver()), Optional.empty())),
        list(
            "take-over page",
            new TakeOverStatus(true, false, 5, 4, 0x1122334455667788L, Optional.empty()),
            TakeOverStatus::decode,
            v -> ((TakeOverStatus) v).encode()),
        list(
            "take-over page with an image note",
            new TakeOverStatus(
                false, true, 0, 3, 0, Optional.of(new ImageNote(0x0000019b00112233L, true))),
            TakeOverStatus::decode,
            v -> ((TakeOverStatus) v).encode()),
        differs(),
        cdb("cdb take over", new VendorCdb(VendorCommand.TAKE_OVER, 0x1122334455667788L, 0)),
        cdb("cdb unbind copy", new VendorCdb(VendorCommand.UNBIND_COPY, 0, 80)),
        cdb("cdb report copy status", new VendorCdb(VendorCommand.REPORT_COPY_STATUS, 0, 644)),
        cdb(
            "cdb read and clear table from block 300, 1 MiB",
            new VendorCdb(VendorCommand.READ_AND_CLEAR_TABLE, 300, 1 << 20)),
        cdb(
            "cdb store key record of 1500 bytes",
            new VendorCdb(VendorCommand.STORE_KEY_RECORD, 0, 1500)));
  }

  private static Case list(
      String vector,
      Object value,
      Function<ByteBuffer, ? extends Decoded<?>> decode,
      Function<Object, byte[]> encode) {
    return new Case(COMMANDS, vector, value, decode, encode, true);
  }

  private static Case status(String vector, CopyStatus value) {
    return list(vector, value, CopyStatus::decode, v -> ((CopyStatus) v).encode());
  }

  private static Case cdb(String vector, VendorCdb value) {
    return new Case(
        COMMANDS, vector, value, VendorCdb::decode, v -> ((VendorCdb) v).encode(), false);
  }

  private static Case opening() {
    return new Case(
        OPENING,
        "an opening",
        new OpeningPage(0x1122334455667788L),
        OpeningPage::decode,
        v -> ((OpeningPage) v).encode(),
        true);
  }

  private static Case differs() {
    BitSet regions = new BitSet();
    regions.set(0);
    regions.set(3);
    regions.set(10);
    UUID incarnation = UUID.fromString("c0c1c2c3-c4c5-c6c7-c8c9-cacbcccdcecf");
    return new Case(
        DIFFERS,
        "differs",
        new DiffersPage(GROUP, VOLUME, incarnation, 3, 512, 20481, regions),
        DiffersPage::decode,
        v -> ((DiffersPage) v).encode(),
        true);
  }

  private static BindCopy bind() {
    return new BindCopy(
        GROUP, VOLUME, Direction.MAIN_TO_REMOTE, 3, 512, 2097152, BindCopy.Holes.SEALED);
  }

  private static OpenNexus open() {
    return new OpenNexus(GROUP, VOLUME, Direction.MAIN_TO_REMOTE, 3, 7, KEY);
  }

  private static OpenNexus opened(int generation, KeyId key, OpenNexus.Link link) {
    return new OpenNexus(
        GROUP, VOLUME, Direction.MAIN_TO_REMOTE, 3, generation, key, Optional.of(link));
  }

  private static CopyStatus.Binding bound(boolean open) {
    return bound(open, 0);
  }

  private static CopyStatus.Binding bound(boolean open, long sequence) {
    return new CopyStatus.Binding(
        GROUP, VOLUME, Direction.MAIN_TO_REMOTE, 3, open, 7, KEY, 1000, 998, sequence, false);
  }

  private static CopyStatus.Binding takenOver() {
    return new CopyStatus.Binding(
        GROUP, VOLUME, Direction.MAIN_TO_REMOTE, 4, false, 7, KEY, 1000, 1000, 0, true);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void vectorMeansItsValueAndBack(Case c) {
    byte[] vector = c.page().vector(c.vector());
    assertThat((Object) c.decode().apply(ByteBuffer.wrap(vector)))
        .isEqualTo(new Valid<>(c.value()));
    assertThat(c.encode().apply(c.value())).isEqualTo(vector);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void anyShorterOrDamagedFormIsRefused(Case c) {
    byte[] vector = c.page().vector(c.vector());
    for (int length = 0; length < vector.length; length++) {
      assertThat((Object) c.decode().apply(ByteBuffer.wrap(vector, 0, length)))
          .as("cut to %d bytes", length)
          .isInstanceOf(Malformed.class);
    }
    for (int bit = 0; c.checksummed() && bit < vector.length * 8; bit++) {
      byte[] damaged = vector.clone();
      damaged[bit / 8] ^= (byte) (1 << bit % 8);
      assertThat((Object) c.decode().apply(ByteBuffer.wrap(damaged)))
          .as("bit %d turned over", bit)
          .isInstanceOf(Malformed.class);
    }
    if (c.checksummed()) {
      byte[] longer = Arrays.copyOf(vector, vector.length + 1);
      assertThat((Object) c.decode().apply(ByteBuffer.wrap(longer))).isInstanceOf(Malformed.class);
    }
  }

  @Test
  void cdbOutsideTheSpecificationPointsAtItsField() {
    assertThat(offsetOf(VendorCommand.READ_TABLE, 0, 0x12)).isEqualTo(0);
    assertThat(offsetOf(VendorCommand.READ_TABLE, 1, 0x1f)).isEqualTo(1);
    assertThat(offsetOf(VendorCommand.READ_TABLE, 1, 0x21)).isEqualTo(1);
    assertThat(offsetOf(VendorCommand.READ_TABLE, 2, 0x80)).isEqualTo(2);
    assertThat(offsetOf(VendorCommand.REPORT_COPY_STATUS, 9, 1)).isEqualTo(2);
    assertThat(offsetOf(VendorCommand.READ_TABLE, 14, 1)).isEqualTo(14);
    assertThat(offsetOf(VendorCommand.READ_TABLE, 15, 4)).isEqualTo(15);
  }

  private static int offsetOf(VendorCommand command, int at, int value) {
    byte[] cdb = new VendorCdb(command, 0, 0).encode();
    cdb[at] = (byte) value;
    return switch (VendorCdb.decode(ByteBuffer.wrap(cdb))) {
      case Malformed<VendorCdb> malformed -> malformed.offset();
      case Valid<VendorCdb> valid -> throw new AssertionError(valid.toString());
    };
  }

  @Test
  void pagesShowTheLayouts() {
    assertLayout(COMMANDS, "CDB", VendorCdb.LAYOUT);
    assertLayout(COMMANDS, "Bind list", BindCopy.LAYOUT);
    assertLayout(COMMANDS, "Open list", OpenNexus.LAYOUT);
    assertLayout(COMMANDS, "Version 1", OpenNexus.LAYOUT_1);
    assertLayout(COMMANDS, "Copy status page", CopyStatus.LAYOUT);
    assertLayout(OPENING, "Layout", OpeningPage.LAYOUT);
    assertLayout(DIFFERS, "Layout", DiffersPage.LAYOUT);
    assertLayout(TABLE, "Table answer: header", TableAnswer.HEADER);
    assertLayout(TABLE, "Table answer: entry", TableEntry.LAYOUT);
  }

  private static void assertLayout(SpecPage page, String heading, StructLayout layout) {
    assertThat(page.layoutTable(heading)).isEqualTo(SpecPage.render(layout));
  }

  @Test
  void longFaultTextIsCutAtACharacter() {
    CopyStatus.Fault fault =
        new CopyStatus.Fault(CopyStatus.FaultCode.STORAGE_FAILED, "é".repeat(600));
    byte[] page = new CopyStatus(512, 8, 0, 0, Optional.empty(), Optional.of(fault)).encode();
    Decoded<CopyStatus> decoded = CopyStatus.decode(ByteBuffer.wrap(page));
    assertThat(decoded)
        .isInstanceOfSatisfying(
            Valid.class,
            valid ->
                assertThat(((CopyStatus) valid.value()).fault().orElseThrow().text())
                    .isEqualTo("é".repeat(256)));
  }
}
