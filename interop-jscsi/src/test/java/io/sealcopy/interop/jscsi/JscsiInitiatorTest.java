package io.sealcopy.interop.jscsi;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sealcopy.storage.volume.MemoryVolume;
import io.sealcopy.storage.volume.VolumeGeometry;
import io.sealcopy.target.TargetDefinition;
import io.sealcopy.target.TargetServer;
import io.sealcopy.target.TargetServerSettings;
import io.sealcopy.target.scsi.LogicalUnit;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Future;
import org.jscsi.initiator.Configuration;
import org.jscsi.initiator.Initiator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * jSCSI's initiator on a volume of our target. It knows LUN 0 only and takes a unit attention for a
 * failure, so this target reports none at power-on.
 */
@Timeout(60)
class JscsiInitiatorTest {
  private static final String NAME = "iqn.2026-01.io.sealcopy.test:jscsi";
  private static final String SESSION = "sealcopy";
  private static final int BLOCK = 512;
  private static final int BLOCKS = 8192;

  @TempDir Path directory;
  private TargetServer server;

  @BeforeEach
  void start() throws IOException {
    MemoryVolume volume =
        new MemoryVolume(UUID.randomUUID(), UUID.randomUUID(), new VolumeGeometry(BLOCK, BLOCKS));
    server =
        TargetServer.start(
            TargetServerSettings.on(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .withDrainSeconds(0),
            List.of(TargetDefinition.of(NAME, LogicalUnit.of(volume)).withoutPowerOnAttention()),
            new SimpleMeterRegistry());
  }

  @AfterEach
  void stop() {
    server.close();
  }

  /** A configuration with these sessions, each of an initiator of its own. */
  private Configuration configuration(String immediateData, String initialR2t, String... sessions)
      throws Exception {
    Path schema = directory.resolve("jscsi.xsd");
    try (InputStream in = Initiator.class.getResourceAsStream("/jscsi.xsd")) {
      Files.copy(Objects.requireNonNull(in), schema);
    }
    StringBuilder text = new StringBuilder();
    try (InputStream in = Initiator.class.getResourceAsStream("/jscsi.xml")) {
      String example = new String(Objects.requireNonNull(in).readAllBytes(), UTF_8);
      text.append(example, 0, example.indexOf("</global>") + "</global>".length());
    }
    InetSocketAddress portal = server.portals().getFirst();
    for (String session : sessions) {
      text.append(
          """
          <target id="%s" address="%s" port="%d">
            <ImmediateData>%s</ImmediateData>
            <InitialR2T>%s</InitialR2T>
            <InitiatorName>iqn.2012-01.org.jscsi:%s</InitiatorName>
            <TargetName>%s</TargetName>
          </target>
          """
              .formatted(
                  session,
                  portal.getAddress().getHostAddress(),
                  portal.getPort(),
                  immediateData,
                  initialR2t,
                  session,
                  NAME));
    }
    Path file = directory.resolve("jscsi.xml");
    Files.writeString(file, text.append("</configuration>"));
    return Configuration.create(schema.toFile(), file.toFile());
  }

  @ParameterizedTest
  @CsvSource({"No, Yes", "Yes, Yes", "Yes, No"})
  void writesAndReadsAVolume(String immediateData, String initialR2t) throws Exception {
    Initiator initiator = new Initiator(configuration(immediateData, initialR2t, SESSION));
    initiator.createSession(SESSION);
    try {
      assertThat(initiator.getBlockSize(SESSION)).isEqualTo(BLOCK);
      for (int length : new int[] {BLOCK, 8 * BLOCK, 200 * BLOCK}) {
        byte[] written = new byte[length];
        new Random(length).nextBytes(written);
        initiator.write(SESSION, ByteBuffer.wrap(written), 17, length);
        ByteBuffer read = ByteBuffer.allocate(length);
        initiator.read(SESSION, read, 17, length);
        assertThat(read.array()).isEqualTo(written);
      }
    } finally {
      initiator.closeSession(SESSION);
    }
  }

  @Test
  void twoSessionsWriteAndReadAVolumeAtOnce() throws Exception {
    String[] sessions = {"first", "second"};
    Initiator initiator = new Initiator(configuration("Yes", "Yes", sessions));
    int blocks = 64;
    Random random = new Random(7);
    byte[][] content = new byte[64][blocks * BLOCK];
    for (String session : sessions) {
      initiator.createSession(session);
    }
    try {
      assertThat(server.sessions()).isEqualTo(2);
      List<Future<Void>> writes = new ArrayList<>();
      for (int i = 0; i < content.length; i++) {
        random.nextBytes(content[i]);
        writes.add(
            initiator.multiThreadedWrite(
                sessions[i % 2], ByteBuffer.wrap(content[i]), i * blocks, content[i].length));
      }
      for (Future<Void> write : writes) {
        write.get();
      }
      for (int i = 0; i < content.length; i++) {
        ByteBuffer read = ByteBuffer.allocate(content[i].length);
        // By the session that did not write it.
        initiator.read(sessions[(i + 1) % 2], read, i * blocks, content[i].length);
        assertThat(read.array()).as("piece " + i).isEqualTo(content[i]);
      }
    } finally {
      for (String session : sessions) {
        initiator.closeSession(session);
      }
    }
  }
}
