package io.sealcopy.target.scsi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealcopy.protocol.scsi.Cdb;
import java.util.List;
import org.junit.jupiter.api.Test;

class CommandTableTest {
  private static CommandSpec row(String usage, int serviceAction) {
    CommandSpec.Builder row = CommandSpec.command("vendor", "VENDOR", usage);
    return (serviceAction < 0 ? row : row.serviceAction(serviceAction)).executes(_ -> Outcome.GOOD);
  }

  @Test
  void everyRowIsFoundByItsCode() {
    for (CommandSpec row : CommandTable.STANDARD.rows()) {
      int action = row.hasServiceAction() ? row.serviceAction() : 0;
      Cdb cdb = Cdb.of((byte) row.operationCode(), (byte) action);
      assertThat(CommandTable.STANDARD.find(cdb)).isSameAs(row);
    }
  }

  @Test
  void vendorRowsCanBeAdded() {
    CommandTable table = CommandTable.STANDARD.with(List.of(row("c0 1f 00 00 00 00", 2)));
    assertThat(table.find(Cdb.of((byte) 0xc0, (byte) 2))).isNotNull();
    assertThat(table.find(Cdb.of((byte) 0xc0, (byte) 3))).isNull();
  }

  @Test
  void aCodeCannotBeTakenTwice() {
    assertThatThrownBy(() -> CommandTable.STANDARD.with(List.of(row("28 00 00 00 00 00", -1))))
        .hasMessageContaining("28h");
    assertThatThrownBy(() -> CommandTable.STANDARD.with(List.of(row("9e 1f 00 00 00 00", 0x10))))
        .hasMessageContaining("9Eh");
    assertThatThrownBy(() -> CommandTable.STANDARD.with(List.of(row("9e 1f 00 00 00 00", -1))))
        .hasMessageContaining("9Eh");
  }

  @Test
  void bitsThatACommandDoesNotLookAtAreFound() {
    CommandSpec read6 = CommandTable.STANDARD.find(Cdb.of((byte) 0x08));
    assertThat(read6).isNotNull();
    assertThat(read6.usesUnknownBits(Cdb.of((byte) 8, (byte) 0x1f))).isFalse();
    assertThat(read6.usesUnknownBits(Cdb.of((byte) 8, (byte) 0x20))).isTrue();
    assertThat(read6.firstUnknownByte(Cdb.of((byte) 8, (byte) 0x20))).isEqualTo(1);
    assertThat(read6.usesUnknownBits(new Cdb(0x0800_0000_0000_ff00L, 0))).isFalse();
  }
}
