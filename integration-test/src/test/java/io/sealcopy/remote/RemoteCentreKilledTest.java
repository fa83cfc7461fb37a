package io.sealcopy.remote;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.initiator.ScsiOutcome;
import io.sealcopy.initiator.Session;
import io.sealcopy.initiator.TargetLun;
import io.sealcopy.protocol.key.Direction;
import io.sealcopy.protocol.key.KeyDescription;
import io.sealcopy.protocol.key.KeyId;
import io.sealcopy.protocol.key.KeyRecord;
import io.sealcopy.protocol.key.OpaqueBytes;
import io.sealcopy.protocol.key.Sha256;
import io.sealcopy.protocol.scsi.Cdb;
import io.sealcopy.protocol.vendor.BindCopy;
import io.sealcopy.protocol.vendor.CopyStatus;
import io.sealcopy.protocol.vendor.Decoded;
import io.sealcopy.protocol.vendor.OpenNexus;
import io.sealcopy.protocol.vendor.TableAnswer;
import io.sealcopy.protocol.vendor.TableEntry;
import io.sealcopy.protocol.vendor.VendorCdb;
import io.sealcopy.protocol.vendor.VendorCommand;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The main job's remote part over the wire, with the process killed in between. */
class RemoteCentreKilledTest {
  private static final UUID GROUP = new UUID(1, 1);
  private static final UUID VOLUME = new UUID(2, 2);
  private static final KeyId KEY = new KeyId(3, 3);
  private static final int BLOCKS = 64;

  @TempDir private Path directory;

  @Test
  void nothingAcknowledgedIsLostAndNothingHandedOutIsForgotten() throws Exception {
    try (RemoteProcess remote = RemoteProcess.start(directory)) {
      TargetLun host = RemoteProcess.copy(remote.login("iqn.2026-01.org.example:host"));
      assertThat(host.write(0, BLOCKS, false, data(1)).join().describe()).contains("DATA_PROTECT");
      refusesEveryChange(host);
      assertThat(send(host, VendorCommand.OPEN_NEXUS, open()).describe())
          .contains("invalid command operation code");
      TargetLun main = RemoteProcess.copy(remote.login(RemoteProcess.MAIN));
      assertThat(main.write(0, BLOCKS, false, data(1)).join().good()).as("no nexus").isFalse();
      assertThat(send(main, VendorCommand.OPEN_NEXUS, open()).good()).as("not bound").isFalse();
      assertGood(send(main, VendorCommand.BIND_COPY, bind()));
      assertThat(send(main, VendorCommand.OPEN_NEXUS, open()).good()).as("no key").isFalse();
      assertGood(send(main, VendorCommand.STORE_KEY_RECORD, keyRecord()));
      assertGood(send(main, VendorCommand.OPEN_NEXUS, open()));
      List<CompletableFuture<ScsiOutcome>> writes = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        writes.add(main.write((long) i * BLOCKS, BLOCKS, false, data(i)));
      }
      writes.forEach(write -> assertGood(write.join()));
      remote.kill();
    }
    try (RemoteProcess remote = RemoteProcess.start(directory)) {
      TargetLun reader = RemoteProcess.copy(remote.login(RemoteProcess.DECRYPTOR));
      assertThat(status(reader).binding().orElseThrow().durableArrival()).isEqualTo(40);
      assertThat(status(reader).ciphertextBlocks()).isEqualTo(40 * BLOCKS);
      TableAnswer table = table(reader, VendorCommand.READ_AND_CLEAR_TABLE);
      assertThat(table.entries())
          .singleElement()
          .satisfies(e -> {
            assertThat(e.lun()).isEqualTo(3);
            assertThat(e.blocks()).isEqualTo(40 * BLOCKS);
            assertThat(e.keyId()).isEqualTo(KEY);
          });
      assertThat(table.keyRecords()).singleElement().isEqualTo(keyRecord());
      remote.kill();
    }
    try (RemoteProcess remote = RemoteProcess.start(directory)) {
      Session session = remote.login(RemoteProcess.DECRYPTOR);
      TargetLun reader = RemoteProcess.copy(session);
      assertThat(reader.write(0, BLOCKS, false, data(90)).join().good())
          .as("must read the table again first")
          .isFalse();
      assertThat(table(reader, VendorCommand.READ_AND_CLEAR_TABLE).entries())
          .singleElement()
          .satisfies(e -> assertThat(e.state()).isEqualTo(TableEntry.State.HANDED_OUT));
      assertGood(reader.write(0, BLOCKS, false, data(90)).join());
      assertThat(reader.write(0, BLOCKS, false, data(91)).join().good()).as("twice").isFalse();
      remote.kill();
    }
    try (RemoteProcess remote = RemoteProcess.start(directory)) {
      TargetLun reader = RemoteProcess.copy(remote.login(RemoteProcess.DECRYPTOR));
      assertThat(status(reader).handedOutBlocks()).isEqualTo(39 * BLOCKS);
      assertThat(read(reader, 0)).isEqualTo(data(90));
      assertThat(read(reader, 39)).isEqualTo(data(39));
    }
    assertThat(Files.readString(directory.resolve("state/audit.log")))
        .contains(RemoteProcess.MAIN, "OPEN NEXUS", "READ AND CLEAR TABLE", "not bound");
  }

  private static ByteBuffer read(TargetLun lun, int index) {
    ByteBuffer target = ByteBuffer.allocate(BLOCKS * 512);
    assertGood(lun.read((long) index * BLOCKS, BLOCKS, target).join());
    return target.clear();
  }

  private static void assertGood(ScsiOutcome outcome) {
    assertThat(outcome.good()).as(outcome.describe()).isTrue();
  }

  /** The commands that change blocks otherwise than a WRITE does. */
  private static void refusesEveryChange(TargetLun host) {
    byte[] compareAndWrite = {(byte) 0x89, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0};
    byte[] orWrite = {(byte) 0x8b, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0};
    byte[] writeAndVerify = {(byte) 0x8e, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0};
    byte[] writeAtomic = {(byte) 0x9c, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0};
    ByteBuffer two = ByteBuffer.allocate(2 * 512);
    ByteBuffer one = ByteBuffer.allocate(512);
    assertThat(host.dataOut(Cdb.of(compareAndWrite), two).describe()).contains("DATA_PROTECT");
    assertThat(host.dataOut(Cdb.of(orWrite), one.duplicate()).describe()).contains("DATA_PROTECT");
    assertThat(host.dataOut(Cdb.of(writeAndVerify), one.duplicate()).describe())
        .contains("DATA_PROTECT");
    assertThat(host.dataOut(Cdb.of(writeAtomic), one.duplicate()).describe())
        .contains("invalid command operation code");
  }

  private static ScsiOutcome send(TargetLun lun, VendorCommand command, byte[] list) {
    Cdb cdb = Cdb.of(new VendorCdb(command, 0, list.length).encode());
    return lun.dataOut(cdb, ByteBuffer.wrap(list));
  }

  private static ByteBuffer receive(TargetLun lun, VendorCommand command) {
    ByteBuffer target = ByteBuffer.allocate(1 << 20);
    Cdb cdb = Cdb.of(new VendorCdb(command, 0, target.capacity()).encode());
    ScsiOutcome outcome = lun.dataIn(cdb, target);
    assertGood(outcome);
    return target.clear().limit(((ScsiOutcome.Response) outcome).dataInLength());
  }

  private static CopyStatus status(TargetLun lun) {
    return value(CopyStatus.decode(receive(lun, VendorCommand.REPORT_COPY_STATUS)));
  }

  private static TableAnswer table(TargetLun lun, VendorCommand command) {
    return value(TableAnswer.decode(receive(lun, command)));
  }

  private static <T> T value(Decoded<T> decoded) {
    return switch (decoded) {
      case Decoded.Valid<T>(T value) -> value;
      case Decoded.Malformed<T> malformed -> throw new AssertionError(malformed.message());
    };
  }

  private static ByteBuffer data(int number) {
    ByteBuffer data = ByteBuffer.allocate(BLOCKS * 512);
    while (data.hasRemaining()) {
      data.putLong(number * 1_000_003L + data.position());
    }
    return data.flip();
  }

  private static byte[] bind() {
    return new BindCopy(
            GROUP, VOLUME, Direction.MAIN_TO_REMOTE, 1, 512, 16384, BindCopy.Holes.SEALED)
        .encode();
  }

  private static byte[] open() {
    return new OpenNexus(GROUP, VOLUME, Direction.MAIN_TO_REMOTE, 1, 1, KEY).encode();
  }

  private static byte[] keyRecord() {
    OpaqueBytes some = OpaqueBytes.copyOf(new byte[] {1, 2, 3});
    return new KeyRecord(
            new KeyDescription(GROUP, Direction.MAIN_TO_REMOTE, 1, KEY, 1, 0, 1, 0, Sha256.NONE),
            List.of(new KeyRecord.Recipient(Sha256.hashOf(new byte[] {1}), some)),
            new KeyRecord.Signer(Sha256.hashOf(new byte[] {2}), some, 1),
            some)
        .encode();
  }
}
