package io.sealcopy.target.scsi.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.protocol.scsi.AdditionalSense;
import io.sealcopy.protocol.scsi.IscsiTransportId;
import io.sealcopy.target.TestVolume;
import io.sealcopy.target.scsi.MapStore;
import io.sealcopy.target.scsi.Nexus;
import io.sealcopy.target.scsi.Outcome;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** SPEC_I_PT, ALL_TG_PT, APTPL and REGISTER AND MOVE. */
class PersistentReserveRegisterTest {
  private static final int SPEC_I_PT = 8;
  private static final int ALL_TG_PT = 4;
  private static final int APTPL = 1;
  private static final String WRITE = "2a 00 00000000 00 0001 00";

  private final MapStore store = new MapStore();
  private final CommandRunner runner = new CommandRunner(new TestVolume(512, 64), store);
  private final Nexus first = runner.nexus();
  private final Nexus second = runner.nexus();

  private CommandRunner.Result out(Nexus who, int action, byte[] bytes) {
    return runner.run(who, "5f %02x 01 0000 %08x 00".formatted(action, bytes.length), bytes);
  }

  private static byte[] list(long key, long newKey, int flags, byte[]... transportIds) {
    int length = 0;
    for (byte[] each : transportIds) {
      length += each.length;
    }
    ByteBuffer list = ByteBuffer.allocate(24 + (length == 0 ? 0 : 4 + length));
    list.putLong(key).putLong(newKey).put(20, (byte) flags).position(24);
    if (length > 0) {
      list.putInt(length);
      for (byte[] each : transportIds) {
        list.put(each);
      }
    }
    return list.array();
  }

  private static byte[] move(long key, long newKey, int flags, int port, byte[] to) {
    ByteBuffer list = ByteBuffer.allocate(24 + to.length).putLong(key).putLong(newKey);
    list.put((byte) 0).put((byte) flags).putShort((short) port).putInt(to.length).put(to);
    return list.array();
  }

  private static byte[] port(Nexus nexus) {
    return new IscsiTransportId(nexus.initiatorName(), Optional.of(nexus.id().isid())).encode();
  }

  private static byte[] device(String name) {
    return new IscsiTransportId(name, Optional.empty()).encode();
  }

  private boolean mayWrite(Nexus who) {
    return runner.run(who, WRITE, new byte[512]).good();
  }

  private String keys() {
    return runner.run(first, "5e 00 0000000000 00ff 00").hex().substring(16);
  }

  @Test
  void specIPtRegistersTheNamedPortsToo() {
    byte[] unknownPort =
        new IscsiTransportId("iqn.elsewhere", Optional.of(first.id().isid())).encode();
    byte[] list = list(0, 0xa, SPEC_I_PT | ALL_TG_PT, port(second), unknownPort);
    assertThat(out(first, 0, list).good()).isTrue();
    assertThat(keys()).isEqualTo("000000000000000a".repeat(3));
    assertThat(out(second, 1, list(0xa, 0, 0)).good()).isTrue();
    assertThat(mayWrite(first)).isFalse();
    String full = runner.run(first, "5e 03 0000000000 03ff 00").hex();
    // Key, reserved, R_HOLDER, type, relative port 1, then the TransportID: "iqn.19...".
    assertThat(full)
        .startsWith("00000001")
        .contains("000000000000000a" + "00000000" + "01010000" + "0000" + "0001" + "00000030")
        .contains("4500002c" + "69716e2e31393934");
  }

  @Test
  void aNameWithoutIsidMeansEveryKnownPortOfThatName() {
    assertThat(out(first, 0, list(0, 0xa, SPEC_I_PT, device(second.initiatorName()))).good())
        .isTrue();
    assertThat(keys()).isEqualTo("000000000000000a".repeat(2));
    Nexus third = runner.nexus();
    assertThat(out(third, 0, list(0, 0xb, SPEC_I_PT, device("iqn.nobody"))).sense())
        .isEqualTo(AdditionalSense.INVALID_FIELD_IN_PARAMETER_LIST);
    assertThat(keys()).isEqualTo("000000000000000a".repeat(2));
  }

  @Test
  void specIPtIsForAFirstRegistrationOnly() {
    assertThat(out(first, 0, list(0, 0xa, 0)).good()).isTrue();
    assertThat(out(first, 0, list(0xa, 0xb, SPEC_I_PT, port(second))).sense())
        .isEqualTo(AdditionalSense.INVALID_FIELD_IN_PARAMETER_LIST);
    assertThat(out(second, 6, list(0, 0xb, SPEC_I_PT)).sense())
        .isEqualTo(AdditionalSense.INVALID_FIELD_IN_PARAMETER_LIST);
    byte[] cutOff = list(0, 0xb, SPEC_I_PT, port(first));
    assertThat(out(second, 0, Arrays.copyOf(cutOff, 40)).sense())
        .isEqualTo(AdditionalSense.PARAMETER_LIST_LENGTH_ERROR);
    cutOff[27] = 8;
    assertThat(out(second, 0, cutOff).sense())
        .isEqualTo(AdditionalSense.PARAMETER_LIST_LENGTH_ERROR);
    assertThat(keys()).isEqualTo("000000000000000a");
  }

  @Test
  void moveGivesReservationAndKeyToAnotherPort() {
    out(first, 0, list(0, 0xa, 0));
    assertThat(out(first, 7, move(0xa, 0xb, 2, 1, port(second))).outcome())
        .as("no reservation to move")
        .isEqualTo(Outcome.RESERVATION_CONFLICT);
    out(first, 1, list(0xa, 0, 0));
    assertThat(out(first, 7, move(0xa, 0xb, 0, 2, port(second))).senseData().senseKeySpecific())
        .as("another target port")
        .isEqualTo(0x80_0000 | 18);
    assertThat(out(first, 7, move(0xa, 0xb, 0, 1, device(second.initiatorName()))).sense())
        .isEqualTo(AdditionalSense.INVALID_FIELD_IN_PARAMETER_LIST);
    assertThat(out(first, 7, move(0xa, 0xb, 0, 1, port(first))).sense())
        .isEqualTo(AdditionalSense.INVALID_FIELD_IN_PARAMETER_LIST);
    assertThat(out(first, 7, move(0xa, 0, 0, 1, port(second))).sense())
        .isEqualTo(AdditionalSense.INVALID_FIELD_IN_PARAMETER_LIST);
    assertThat(out(first, 7, move(0xa, 0xb, 0, 1, port(second))).good()).isTrue();
    assertThat(mayWrite(second)).isTrue();
    assertThat(mayWrite(first)).isFalse();
    assertThat(keys()).isEqualTo("000000000000000a" + "000000000000000b");
    assertThat(out(second, 7, move(0xb, 0xc, 2, 1, port(first))).good()).isTrue();
    assertThat(mayWrite(first)).isTrue();
    assertThat(keys()).isEqualTo("000000000000000c");
  }

  @Test
  void registrationsAndReservationOutliveTheProcessWhileAptplSaysSo() {
    out(first, 0, list(0, 0xa, APTPL));
    out(first, 1, list(0xa, 0, 0));
    assertThat(runner.run(first, "5e 02 0000000000 00ff 00").hex()).isEqualTo("00080d91ea010000");
    CommandRunner restarted = new CommandRunner(runner.volume, store);
    Nexus firstAgain = restarted.nexus();
    Nexus secondAgain = restarted.nexus();
    assertThat(restarted.run(secondAgain, WRITE, new byte[512]).outcome())
        .isEqualTo(Outcome.RESERVATION_CONFLICT);
    assertThat(restarted.run(firstAgain, WRITE, new byte[512]).good()).isTrue();
    // PRGENERATION starts anew.
    assertThat(restarted.run(secondAgain, "5e 01 0000000000 00ff 00").hex())
        .isEqualTo("00000000" + "00000010" + "000000000000000a" + "00000000" + "00010000");
    byte[] withoutAptpl = list(0xa, 0xa, 0);
    assertThat(restarted.run(firstAgain, "5f 00 00 0000 00000018 00", withoutAptpl).good())
        .isTrue();
    CommandRunner forgotten = new CommandRunner(runner.volume, store);
    assertThat(forgotten.unit.reservations().state().reserved()).isFalse();
  }

  @Test
  void whatCannotBeMadeDurableIsNotDone() {
    out(first, 0, list(0, 0xa, APTPL));
    store.failure = "no space left";
    assertThat(out(first, 1, list(0xa, 0, 0)).sense())
        .isEqualTo(AdditionalSense.INTERNAL_TARGET_FAILURE);
    assertThat(mayWrite(second)).isTrue();
    assertThat(out(second, 0, list(0, 0xb, 0)).sense())
        .as("the end of APTPL is a change too")
        .isEqualTo(AdditionalSense.INTERNAL_TARGET_FAILURE);
    assertThat(keys()).isEqualTo("000000000000000a");
  }
}
