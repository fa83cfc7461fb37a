package io.sealcopy.target.iscsi;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sealcopy.target.TargetDefinition;
import io.sealcopy.target.TargetServer;
import io.sealcopy.target.TargetServerSettings;
import io.sealcopy.target.TestVolume;
import io.sealcopy.target.scsi.LogicalUnit;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A server on loopback with one volume, for tests that talk to it. */
@SuppressWarnings("NullAway.Init") // JUnit starts the server before each test.
abstract class ServedTest {
  static final String READ_ONE = "28 00 00000000 00 0001 00";
  static final String WRITE_ONE = "2a 00 00000000 00 0001 00";
  static final String TEST_UNIT_READY = "00 00 000000 00";

  final TestVolume volume = new TestVolume(512, 8192);
  final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  TargetServer server;
  InetSocketAddress portal;

  TargetServerSettings settings() {
    InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    return TargetServerSettings.on(any).withDrainSeconds(0);
  }

  TargetDefinition target() {
    return TargetDefinition.of(TestInitiator.TARGET, LogicalUnit.of(volume))
        .withoutPowerOnAttention();
  }

  @BeforeEach
  void startServer() throws IOException {
    server = TargetServer.start(settings(), List.of(target()), registry);
    portal = server.portals().getFirst();
  }

  @AfterEach
  void stopServer() {
    server.close();
  }
}
