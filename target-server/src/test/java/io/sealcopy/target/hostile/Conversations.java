package io.sealcopy.target.hostile;

import io.sealcopy.protocol.Crc32c;
import io.sealcopy.protocol.iscsi.Bhs;
import io.sealcopy.protocol.iscsi.Isid;
import io.sealcopy.protocol.iscsi.Segments;
import io.sealcopy.protocol.iscsi.pdu.DataOut;
import io.sealcopy.protocol.iscsi.pdu.LoginRequest;
import io.sealcopy.protocol.iscsi.pdu.LogoutRequest;
import io.sealcopy.protocol.iscsi.pdu.NopOut;
import io.sealcopy.protocol.iscsi.pdu.Pdu;
import io.sealcopy.protocol.iscsi.pdu.ScsiCommand;
import io.sealcopy.protocol.iscsi.pdu.TaskManagementRequest;
import io.sealcopy.protocol.iscsi.pdu.TextRequest;
import io.sealcopy.protocol.scsi.Cdb;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** What an initiator says in whole conversations that are in order, PDU by PDU as bytes. */
final class Conversations {
  private static final int BLOCK = 512;

  private final String target;
  private final boolean digests;
  private final List<byte[]> said = new ArrayList<>();
  private int cmdSn = 1;
  private int tag = 1;
  private boolean loggedIn;

  private Conversations(String target, boolean digests) {
    this.target = target;
    this.digests = digests;
  }

  /** All of them, always the same. */
  static List<List<byte[]>> with(String target) {
    List<List<byte[]>> all = new ArrayList<>();
    all.add(new Conversations(target, false).commands());
    all.add(new Conversations(target, true).commands());
    all.add(new Conversations(target, false).asksFirst());
    all.add(new Conversations(target, true).asksFirst());
    all.add(new Conversations(target, false).discovery());
    all.add(new Conversations(target, false).inSteps());
    return all;
  }

  private void send(Pdu pdu, byte... data) {
    boolean withDigests = digests && loggedIn;
    ByteBuffer bytes = ByteBuffer.allocate(Bhs.LENGTH + 8 + Segments.padded(data.length));
    pdu.encode(bytes);
    if (withDigests) {
      Segments.putDigest(bytes, Crc32c.of(bytes.array(), 0, Bhs.LENGTH));
    }
    int at = bytes.position();
    bytes.put(data).position(at + Segments.padded(data.length));
    if (withDigests && data.length > 0) {
      Segments.putDigest(bytes, Crc32c.of(bytes.array(), at, Segments.padded(data.length)));
    }
    byte[] exact = new byte[bytes.position()];
    bytes.get(0, exact);
    said.add(exact);
  }

  private void login(boolean transit, int stage, int next, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    send(
        new LoginRequest(
            transit, false, stage, next, 0, 0, new Isid(7), 0, 0, 1, cmdSn, 0, bytes.length),
        bytes);
    loggedIn = next == 3;
  }

  private String names() {
    return "InitiatorName=iqn.hostile\0TargetName=" + target + "\0SessionType=Normal\0";
  }

  private String keys() {
    String wanted = digests ? "CRC32C" : "None";
    return "HeaderDigest=" + wanted + "\0DataDigest=" + wanted + "\0";
  }

  private int command(String cdb, boolean read, boolean write, int expected, byte... data) {
    Cdb decoded = Cdb.of(HexFormat.of().parseHex(cdb.replace(" ", "")));
    send(
        new ScsiCommand(
            false, true, read, write, 1, 0, tag, expected, cmdSn++, 0, decoded, 0, data.length),
        data);
    return tag++;
  }

  private void goodbye() {
    byte[] echo = {1, 2, 3, 4, 5};
    send(new NopOut(true, 0, tag++, Pdu.RESERVED_TAG, cmdSn, 0, echo.length), echo);
    byte[] text = "SendTargets=\0".getBytes(StandardCharsets.UTF_8);
    send(
        new TextRequest(false, true, false, 0, tag++, Pdu.RESERVED_TAG, cmdSn++, 0, text.length),
        text);
    send(new LogoutRequest(false, LogoutRequest.CLOSE_SESSION, tag++, 1, cmdSn++, 0, 0));
  }

  /** Commands of all kinds with immediate data. */
  private List<byte[]> commands() {
    login(true, 1, 3, names() + keys() + "ImmediateData=Yes\0");
    command("12 00 00 00ff 00", true, false, 255);
    command("a0 00 00 000000 00000100 00 00", true, false, 256);
    command("25 00 00000000 0000 00 00", true, false, 8);
    command("2a 00 00000004 00 0002 00", false, true, 2 * BLOCK, new byte[2 * BLOCK]);
    command("28 00 00000004 00 0010 00", true, false, 16 * BLOCK);
    command("41 00 00000000 00 0008 00", false, true, BLOCK, new byte[BLOCK]);
    command("42 00 00000000 00 0018 00", false, true, 24, unmapList());
    command("5f 00 00 000000 000018 00", false, true, 24, new byte[24]);
    command("5e 00 000000 0000 00ff 00", true, false, 255);
    command("1a 00 3f 00 ff 00", true, false, 255);
    command("a3 0c 00 00 0000 00001000 00 00", true, false, 4096);
    command("35 00 00000000 00 0000 00", false, false, 0);
    send(
        new TaskManagementRequest(
            true, TaskManagementRequest.ABORT_TASK_SET, 0, tag++, -1, cmdSn, 0, 0, 0, 0));
    goodbye();
    return said;
  }

  private static byte[] unmapList() {
    return ByteBuffer.allocate(24)
        .putShort((short) 22)
        .putShort((short) 16)
        .putLong(8, 3)
        .putInt(16, 2)
        .array();
  }

  /** Writes whose data the target asks for: its transfer tags count from 1. */
  private List<byte[]> asksFirst() {
    login(true, 1, 3, names() + keys() + "ImmediateData=No\0InitialR2T=Yes\0");
    for (int transfer = 1; transfer <= 3; transfer++) {
      int length = 16 * BLOCK;
      int task = command("2a 00 00000000 00 0010 00", false, true, length);
      int half = length / 2;
      send(new DataOut(false, 0, task, transfer, 0, 0, 0, half), new byte[half]);
      send(new DataOut(true, 0, task, transfer, 0, 1, half, half), new byte[half]);
    }
    int task = command("2f 02 00000000 00 0002 00", false, true, 2 * BLOCK);
    send(new DataOut(true, 0, task, 4, 0, 0, 0, 2 * BLOCK), new byte[2 * BLOCK]);
    goodbye();
    return said;
  }

  private List<byte[]> discovery() {
    login(true, 1, 3, "InitiatorName=iqn.hostile\0SessionType=Discovery\0");
    byte[] text = "SendTargets=All\0".getBytes(StandardCharsets.UTF_8);
    send(
        new TextRequest(false, true, false, 0, tag++, Pdu.RESERVED_TAG, cmdSn++, 0, text.length),
        text);
    goodbye();
    return said;
  }

  private List<byte[]> inSteps() {
    login(false, 0, 0, names());
    login(true, 0, 1, "AuthMethod=CHAP,None\0");
    login(false, 1, 0, keys() + "MaxRecvDataSegmentLength=65536\0MaxBurstLength=16776192\0");
    login(true, 1, 3, "FirstBurstLength=65536\0DefaultTime2Wait=0\0MaxConnections=8\0");
    command("00 00 00 00 00 00", false, false, 0);
    goodbye();
    return said;
  }
}
