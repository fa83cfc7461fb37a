package io.sealcopy.fuzz;

import io.sealcopy.protocol.Crc32c;
import io.sealcopy.target.scsi.CommandSpec;
import io.sealcopy.target.scsi.CommandTable;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Inputs to begin with: what is valid, so that what is nearly valid is found soon. */
final class Seeds {
  private static final String NAMES = "InitiatorName=iqn.host\0TargetName=iqn.target\0";

  private Seeds() {}

  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text.replace(" ", ""));
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  /** Two pings and a write with immediate data, without and with digests. */
  static List<byte[]> framer() {
    byte[] ping =
        hex("40 80 0000 00 000005" + "00".repeat(8) + "00000007 ffffffff" + "00".repeat(24));
    byte[] data = hex("6869206869 000000");
    byte[] write =
        hex(
            "01 a1 0000 02 000004"
                + "00".repeat(8)
                + "00000009 00000004"
                + "00".repeat(24)
                + "0005 3f00 01020304");
    byte[] digested = join(ping, crc(ping), data, crc(data), ping, crc(ping), data, crc(data));
    return List.of(
        join(new byte[] {0, 0}, ping, data, write, hex("01020304"), ping, data),
        join(new byte[] {0, 6}, ping, data, write, hex("01020304")),
        join(new byte[] {3, 12}, digested),
        join(new byte[] {7, 40}, digested, ping, crc(ping), data, hex("00000000")),
        join(new byte[] {0, 1}, hex("01 81 0000 ff ffffff"), new byte[40]));
  }

  private static byte[] crc(byte[] bytes) {
    int value = Crc32c.of(bytes, 0, bytes.length);
    return ByteBuffer.allocate(4).putInt(Integer.reverseBytes(value)).array();
  }

  private static byte[] request(int flags, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    ByteBuffer request = ByteBuffer.allocate(3 + bytes.length);
    return request.put((byte) flags).putShort((short) bytes.length).put(bytes).array();
  }

  static List<byte[]> login() {
    String keys =
        "HeaderDigest=CRC32C,None\0DataDigest=CRC32C,None\0MaxRecvDataSegmentLength=65536\0"
            + "InitialR2T=No\0ImmediateData=Yes\0MaxBurstLength=262144\0FirstBurstLength=65536\0"
            + "DefaultTime2Wait=2\0DefaultTime2Retain=0\0MaxOutstandingR2T=1\0MaxConnections=1\0"
            + "ErrorRecoveryLevel=0\0DataPDUInOrder=Yes\0DataSequenceInOrder=Yes\0";
    return List.of(
        join(hex("00"), request(0x87, NAMES + "SessionType=Normal\0" + keys)),
        join(hex("00"), request(0x81, NAMES + "AuthMethod=CHAP,None\0"), request(0x87, keys)),
        join(hex("00"), request(0x87, "InitiatorName=iqn.host\0SessionType=Discovery\0")),
        join(hex("00"), request(0x44, NAMES), request(0x87, "X-com.example=?\0IFMarker=Yes\0")),
        join(
            hex("01"),
            request(0x01, NAMES + "AuthMethod=CHAP\0"),
            request(0x01, "CHAP_A=8,7,6,5\0"),
            request(0x81, "CHAP_N=host\0CHAP_R=0x00112233\0CHAP_I=5\0CHAP_C=0b" + "QUJD" + "\0")),
        join(hex("00"), request(0x87, NAMES + manyKeys())));
  }

  /** As many keys as a text may have, each as long as a key may be, none of which we know. */
  private static String manyKeys() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 120; i++) {
      text.append("X-%061d=\0".formatted(i));
    }
    return text.toString();
  }

  static List<byte[]> negotiation() {
    List<byte[]> seeds = new ArrayList<>();
    String[] texts = {
      "MaxBurstLength=512\0FirstBurstLength=16777215\0", "HeaderDigest=None\0DataDigest=Reject\0",
      "MaxOutstandingR2T=65535\0MaxConnections=0x10\0", "ImmediateData=Irrelevant\0InitialR2T=no\0",
      "TargetName=\0SendTargets=All\0", "A=1\0A=2\0"
    };
    for (String text : texts) {
      for (int flags = 0; flags < 8; flags += 3) {
        byte[] request = request(flags, text);
        seeds.add(join(request, java.util.Arrays.copyOfRange(request, 1, request.length)));
      }
    }
    return seeds;
  }

  /** Each row of the table with every field at its least, its greatest, and in between. */
  static List<byte[]> commands() {
    List<byte[]> seeds = new ArrayList<>();
    List<CommandSpec> rows = CommandTable.STANDARD.rows();
    for (int row = 0; row < rows.size(); row++) {
      CommandSpec spec = rows.get(row);
      byte[] most = new byte[16];
      byte[] some = new byte[16];
      for (int i = 1; i < spec.length(); i++) {
        most[i] = (byte) spec.usage().u8(i);
        some[i] = (byte) (spec.usage().u8(i) & (i == spec.length() - 3 ? 0x18 : 0));
      }
      for (byte[] cdb : List.of(new byte[16], some, most)) {
        byte[] head = {(byte) row, 0, 2, 0};
        byte[] data = new byte[512];
        data[1] = 30;
        data[3] = 16;
        seeds.add(join(head, cdb, data));
      }
    }
    return seeds;
  }

  static List<byte[]> decoders() {
    List<byte[]> seeds = new ArrayList<>();
    for (int which = 0; which < 11; which++) {
      seeds.add(join(new byte[] {(byte) which}, new byte[64]));
      seeds.add(join(new byte[] {(byte) which}, hex("ff".repeat(300))));
    }
    for (int opcode = 0; opcode < 0x40; opcode++) {
      seeds.add(join(new byte[] {10, (byte) opcode, (byte) 0x80}, new byte[46]));
    }
    return seeds;
  }
}
