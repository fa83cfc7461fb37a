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
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import org.jscsi.initiator.Configuration;
import org.jscsi.initiator.Initiator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
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

  private Configuration configuration(String immediateData, String initialR2t) throws Exception {
    Path schema = directory.resolve("jscsi.xsd");
    try (InputStream in = Initiator.class.getResourceAsStream("/jscsi.xsd")) {
      Files.copy(Objects.requireNonNull(in), schema);
    }
    String global;
    try (InputStream in = Initiator.class.getResourceAsStream("/jscsi.xml")) {
      String example = new String(Objects.requireNonNull(in).readAllBytes(), UTF_8);
      global = example.substring(0, example.indexOf("</global>") + "</global>".length());
    }
    InetSocketAddress portal = server.portals().getFirst();
    Path file = directory.resolve("jscsi.xml");
    Files.writeString(
        file,
        global
            + """
            <target id="%s" address="%s" port="%d">
              <ImmediateData>%s</ImmediateData>
              <InitialR2T>%s</InitialR2T>
              <InitiatorName>iqn.2012-01.org.jscsi:initiator</InitiatorName>
              <TargetName>%s</TargetName>
            </target>
            </configuration>
            """
                .formatted(
                    SESSION,
                    portal.getAddress().getHostAddress(),
                    portal.getPort(),
                    immediateData,
                    initialR2t,
                    NAME));
    return Configuration.create(schema.toFile(), file.toFile());
  }

  @ParameterizedTest
  @CsvSource({"No, Yes", "Yes, Yes", "Yes, No"})
  void writesAndReadsAVolume(String immediateData, String initialR2t) throws Exception {
    Initiator initiator = new Initiator(configuration(immediateData, initialR2t));
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
}
