package io.sealcopy.target.iscsi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sealcopy.protocol.iscsi.pdu.DataIn;
import io.sealcopy.protocol.iscsi.pdu.ScsiResponse;
import io.sealcopy.protocol.iscsi.pdu.TaskManagementRequest;
import io.sealcopy.protocol.iscsi.pdu.TaskManagementResponse;
import io.sealcopy.protocol.scsi.ScsiStatus;
import io.sealcopy.storage.volume.FileVolume;
import io.sealcopy.storage.volume.VolumeFiles;
import io.sealcopy.storage.volume.VolumeFiles.Allocation;
import io.sealcopy.storage.volume.VolumeGeometry;
import io.sealcopy.target.TargetDefinition;
import io.sealcopy.target.scsi.LogicalUnit;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands that come in one piece, of which the writes are made together. */
@SuppressWarnings("NullAway.Init") // The file is opened with the server.
class GatheredWritesTest extends ServedTest {
  private static final int LENGTH = 512;

  @TempDir Path directory;

  private final ByteArrayOutputStream together = new ByteArrayOutputStream();
  private FileVolume file;

  @Override
  TargetDefinition target() {
    try {
      file =
          VolumeFiles.openFile(
              path(), new VolumeGeometry(LENGTH, 1024), Allocation.SPARSE, UUID::randomUUID);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return TargetDefinition.of(TestInitiator.TARGET, LogicalUnit.of(file))
        .withoutPowerOnAttention();
  }

  @AfterEach
  void closeFile() {
    stopServer();
    file.close();
  }

  private Path path() {
    return directory.resolve("file");
  }

  private static byte[] block(int value) {
    byte[] bytes = new byte[LENGTH];
    Arrays.fill(bytes, (byte) value);
    return bytes;
  }

  private int write(TestInitiator initiator, int lba, int value) {
    int tag = initiator.nextTag();
    String cdb = "2a 00 %08x 00 0001 00".formatted(lba);
    together.writeBytes(
        initiator.encode(
            initiator.scsi(tag, cdb, LENGTH, false, true, true, LENGTH), block(value)));
    return tag;
  }

  private int read(TestInitiator initiator, int lba) {
    int tag = initiator.nextTag();
    String cdb = "28 00 %08x 00 0001 00".formatted(lba);
    together.writeBytes(initiator.encode(initiator.scsi(tag, cdb, LENGTH, true, false, true, 0)));
    return tag;
  }

  private static int good(TestInitiator initiator) throws IOException {
    ScsiResponse response = initiator.receive(ScsiResponse.class);
    assertThat(response.status()).isEqualTo(ScsiStatus.GOOD.code());
    return response.initiatorTaskTag();
  }

  private static void good(TestInitiator initiator, int tag) throws IOException {
    assertThat(good(initiator)).isEqualTo(tag);
  }

  private byte[] content(int lba) throws IOException {
    return Arrays.copyOfRange(Files.readAllBytes(path()), lba * LENGTH, (lba + 1) * LENGTH);
  }

  @Test
  void eachIsAnsweredAndTheReadBehindThemSeesThem() throws IOException {
    try (TestInitiator initiator = TestInitiator.loggedIn(portal)) {
      int first = write(initiator, 5, 1);
      int second = write(initiator, 6, 2);
      int read = read(initiator, 6);
      int third = write(initiator, 7, 3);
      int again = write(initiator, 5, 4);
      initiator.raw(together.toByteArray());
      good(initiator, first);
      good(initiator, second);
      TestInitiator.Received received = initiator.receive();
      assertThat(((DataIn) received.pdu()).initiatorTaskTag()).isEqualTo(read);
      assertThat(received.data()).containsOnly(2);
      good(initiator, third);
      good(initiator, again);
      assertThat(content(5)).containsOnly(4);
      assertThat(content(6)).containsOnly(2);
      assertThat(content(7)).containsOnly(3);
    }
  }

  @Test
  void anUninterruptedCommandBehindThemSeesThem() throws IOException {
    try (TestInitiator initiator = TestInitiator.loggedIn(portal)) {
      int write = write(initiator, 5, 1);
      byte[] compareAndWrite = Arrays.copyOf(block(1), 2 * LENGTH);
      int tag = initiator.nextTag();
      String cdb = "89 00 0000000000000005 000000 01 00 00";
      int length = compareAndWrite.length;
      together.writeBytes(
          initiator.encode(
              initiator.scsi(tag, cdb, length, false, true, true, length), compareAndWrite));
      initiator.raw(together.toByteArray());
      // Both are SIMPLE: who ends first is answered first.
      List<Integer> answered = List.of(good(initiator), good(initiator));
      assertThat(answered).containsExactlyInAnyOrder(write, tag);
      assertThat(content(5)).containsOnly(0);
    }
  }

  @Test
  void anAbortBehindThemIsAnsweredWhenTheyCanChangeNothingAnyMore() throws IOException {
    try (TestInitiator initiator = TestInitiator.loggedIn(portal)) {
      write(initiator, 5, 1);
      write(initiator, 6, 2);
      together.writeBytes(
          initiator.encode(
              new TaskManagementRequest(
                  true,
                  TaskManagementRequest.ABORT_TASK_SET,
                  0,
                  initiator.nextTag(),
                  -1,
                  initiator.cmdSn,
                  1,
                  1,
                  0,
                  0)));
      initiator.raw(together.toByteArray());
      assertThat(initiator.receive(TaskManagementResponse.class).response())
          .isEqualTo(TaskManagementResponse.FUNCTION_COMPLETE);
      assertThat(content(5)).containsOnly(1);
      assertThat(content(6)).containsOnly(2);
    }
  }

  @Test
  void aConnectionThatIsLostBehindThemLeavesThemWhole() throws IOException {
    try (TestInitiator initiator = TestInitiator.loggedIn(portal)) {
      write(initiator, 5, 1);
      write(initiator, 6, 2);
      byte[] all = together.toByteArray();
      // The last half of the second write never comes.
      initiator.raw(Arrays.copyOf(all, all.length - 200));
    }
    // Nobody waits for the answer, and another session may be served first.
    await().untilAsserted(() -> assertThat(content(5)).containsOnly(1));
    try (TestInitiator initiator = TestInitiator.loggedIn(portal)) {
      together.reset();
      int tag = read(initiator, 5);
      initiator.raw(together.toByteArray());
      TestInitiator.Received received = initiator.receive();
      assertThat(((DataIn) received.pdu()).initiatorTaskTag()).isEqualTo(tag);
      assertThat(received.data()).containsOnly(1);
      assertThat(content(6)).containsOnly(0);
    }
  }
}
