package io.sealcopy.protocol.scsi;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.protocol.iscsi.Isid;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class IscsiTransportIdTest {
  /** "iqn.a,i,0x00023d000001", its terminator, one byte of padding. */
  private static final String PORT =
      "45 00 00 18 69 71 6e 2e 61 2c 69 2c 30 78 30 30 30 32 33 64 30 30 30 30 30 31 00 00";

  /** "iqn.a" and fifteen zeros: the field has at least 20 bytes. */
  private static final String NAME =
      "05 00 00 14 69 71 6e 2e 61 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00";

  private static ByteBuffer bytes(String hex) {
    return ByteBuffer.wrap(HexFormat.of().parseHex(hex.replace(" ", "")));
  }

  private static void check(String hex, IscsiTransportId meaning) {
    assertThat(IscsiTransportId.decode(bytes(hex))).contains(meaning);
    assertThat(meaning.encode()).isEqualTo(bytes(hex).array());
    assertThat(IscsiTransportId.length(bytes(hex))).isEqualTo(meaning.encode().length);
  }

  @Test
  void namesAPortOrAllPortsOfAName() {
    check(PORT, new IscsiTransportId("iqn.a", Optional.of(new Isid(0x0002_3d00_0001L))));
    check(NAME, new IscsiTransportId("iqn.a", Optional.empty()));
  }

  @Test
  void whatIsNoTransportIdOfIscsiIsRefused() {
    assertThat(IscsiTransportId.decode(bytes(PORT.replaceFirst("45", "46")))).isEmpty();
    assertThat(IscsiTransportId.decode(bytes(PORT.replaceFirst("45", "85")))).isEmpty();
    assertThat(IscsiTransportId.decode(bytes(NAME.replaceFirst("05", "45")))).isEmpty();
    assertThat(IscsiTransportId.decode(bytes(PORT.replaceFirst("18", "17")))).isEmpty();
    assertThat(IscsiTransportId.decode(bytes(PORT.replaceFirst("00 00$", "30 30")))).isEmpty();
    assertThat(IscsiTransportId.decode(bytes("05 00 00 14" + " 00".repeat(20)))).isEmpty();
    assertThat(IscsiTransportId.decode(bytes("05 00 00"))).isEmpty();
    assertThat(IscsiTransportId.decode(bytes("05 00 00 e4" + " 61".repeat(224) + "00000000")))
        .isEmpty();
  }
}
