package io.sealcopy.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sealcopy.protocol.iscsi.auth.ChapCredentials;
import io.sealcopy.protocol.iscsi.auth.ChapSecret;
import io.sealcopy.protocol.testing.Relay;
import io.sealcopy.target.iscsi.Access;
import io.sealcopy.target.iscsi.AccessPolicy;
import io.sealcopy.target.net.Transports;
import io.sealcopy.target.scsi.LogicalUnit;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.Writer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** libiscsi's tools and QEMU, as Debian ships them, against a server on loopback. */
@Tag("system")
class StandardInitiatorsTest {
  private static final String TARGET = "iqn.2026-11.io.sealcopy:standard";
  private static final String SECRET = "a secret of sixteen+";

  private final TestVolume volume = new TestVolume(512, 32768);

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it.
  private Path directory;

  private record Ended(int code, String output) {}

  private Ended run(String... command) throws IOException, InterruptedException {
    List<String> found = new ArrayList<>(List.of(command));
    String path = System.getenv().getOrDefault("PATH", "/usr/bin");
    boolean there =
        List.of(path.split(":")).stream().anyMatch(p -> new File(p, command[0]).canExecute());
    Assumptions.assumeTrue(
        there, command[0] + " is not installed (libiscsi-bin, qemu-utils, qemu-block-extra)");
    Path output = Files.createTempFile(directory, "output", ".txt");
    Process process =
        new ProcessBuilder(found).redirectErrorStream(true).redirectOutput(output.toFile()).start();
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IOException(command[0] + " did not end: " + Files.readString(output));
    }
    return new Ended(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
  }

  private TargetServer start(AccessPolicy access, Transports.Choice transport) throws IOException {
    InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    return TargetServer.start(
        TargetServerSettings.on(any).withDrainSeconds(0).withTransport(transport, 2),
        List.of(TargetDefinition.of(TARGET, LogicalUnit.of(volume)).withAccess(access)),
        new SimpleMeterRegistry());
  }

  private static String[] with(String[] command, String last) {
    return Stream.concat(Stream.of(command), Stream.of(last)).toArray(String[]::new);
  }

  private static String portal(TargetServer server) {
    return "iscsi://127.0.0.1:" + server.portals().getFirst().getPort();
  }

  @Test
  void libiscsiDiscoversAndInquires() throws IOException, InterruptedException {
    try (TargetServer server = start(AccessPolicy.OPEN, Transports.Choice.AUTO)) {
      assertThat(run("iscsi-ls", "-s", portal(server)).output())
          .contains("Target:" + TARGET)
          .contains("Lun:0    Type:DIRECT_ACCESS (Size:");
      String unit = portal(server) + "/" + TARGET + "/0";
      assertThat(run("iscsi-inq", unit).output()).contains("Vendor:SEALCOPY");
      assertThat(run("iscsi-readcapacity16", unit).output()).contains("Total size:16777216");
    }
  }

  @ParameterizedTest
  @EnumSource
  void qemuWritesAndReads(Transports.Choice transport) throws IOException, InterruptedException {
    byte[] content = new byte[16 << 20];
    new Random(5).nextBytes(content);
    Path in = Files.write(directory.resolve("in.raw"), content);
    Path out = directory.resolve("out.raw");
    try (TargetServer server = start(AccessPolicy.OPEN, transport)) {
      String unit = portal(server) + "/" + TARGET + "/0";
      Ended written = run("qemu-img", "convert", "-n", "-O", "raw", in.toString(), unit);
      assertThat(written.code()).as(written.output()).isZero();
      assertThat(volume.content(0, 32768)).isEqualTo(content);
      Ended read = run("qemu-img", "convert", "-O", "raw", "-f", "raw", unit, out.toString());
      assertThat(read.code()).as(read.output()).isZero();
      assertThat(Files.mismatch(in, out)).isEqualTo(-1);
      Ended discarded = run("qemu-io", "-f", "raw", "-c", "discard 4096 8192", "-c", "flush", unit);
      assertThat(discarded.code()).as(discarded.output()).isZero();
      assertThat(volume.content(8, 16)).containsOnly(0);
    }
  }

  @Test
  void chapLetsOnlyTheRightSecretIn() throws IOException, InterruptedException {
    Access chap =
        new Access.Chap(new ChapCredentials("host", ChapSecret.of(SECRET)), Optional.empty());
    try (TargetServer server = start(_ -> chap, Transports.Choice.AUTO)) {
      String place = "127.0.0.1:" + server.portals().getFirst().getPort() + "/" + TARGET + "/0";
      Ended right = run("iscsi-inq", "iscsi://host%" + SECRET + "@" + place);
      assertThat(right.output()).contains("Vendor:SEALCOPY");
      Ended wrong = run("iscsi-inq", "iscsi://host%wrong-secret-here@" + place);
      assertThat(wrong.output()).contains("Authentication failure").doesNotContain("SEALCOPY");
      Ended none = run("iscsi-inq", "iscsi://" + place);
      assertThat(none.output()).doesNotContain("SEALCOPY");
      String[] write = {"qemu-io", "-f", "raw", "-c", "write -P 7 0 4096"};
      Ended qemu = run(with(write, "iscsi://host%" + SECRET + "@" + place));
      assertThat(qemu.code()).as(qemu.output()).isZero();
      assertThat(volume.content(0, 8)).containsOnly(7);
      Ended refused = run(with(write, "iscsi://host%wrong-secret-here@" + place));
      assertThat(refused.code()).as(refused.output()).isNotZero();
    }
  }

  private static int keep(ByteArrayOutputStream kept, byte[] piece, int length) {
    kept.write(piece, 0, length);
    return length;
  }

  @ParameterizedTest
  @CsvSource({"crc32c, CRC32C", "crc32c-none, CRC32C", "none-crc32c, None", "none, None"})
  void qemuGetsTheHeaderDigestItPrefers(String asked, String agreed)
      throws IOException, InterruptedException {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    try (TargetServer server = start(AccessPolicy.OPEN, Transports.Choice.AUTO);
        Relay relay =
            new Relay(
                server.portals().getFirst().getPort(),
                Relay.Way.unchanged(),
                Relay.Way.pieces((piece, length) -> keep(said, piece, length)))) {
      String unit =
          "driver=iscsi,transport=tcp,portal=127.0.0.1:%d,target=%s,lun=0,header-digest=%s"
              .formatted(relay.port(), TARGET, asked);
      // More than a burst, so that solicited data and several Data-Ins come too.
      String[] commands = {"write -P 0x5a 4096 2M", "flush", "read -P 0x5a 4096 2M"};
      Ended ended =
          run(
              "qemu-io",
              "--image-opts",
              "-c",
              commands[0],
              "-c",
              commands[1],
              "-c",
              commands[2],
              unit);
      assertThat(ended.code()).as(ended.output()).isZero();
      assertThat(said.toString(StandardCharsets.ISO_8859_1))
          .contains("\0HeaderDigest=" + agreed + "\0");
      assertThat(volume.content(8, 4096)).containsOnly(0x5a);
    }
  }

  /** A qemu-io that waits for commands, so that several have a session at the same time. */
  private Process openQemu(String unit, Path output) throws IOException {
    return new ProcessBuilder("qemu-io", "-f", "raw", unit)
        .redirectErrorStream(true)
        .redirectOutput(output.toFile())
        .start();
  }

  @Test
  void twoQemusWriteAndReadOneVolumeAtOnce() throws IOException, InterruptedException {
    assertThat(run("qemu-io", "--version").code()).isZero();
    int chunk = 64 << 10;
    int chunks = (16 << 20) / chunk;
    try (TargetServer server = start(AccessPolicy.OPEN, Transports.Choice.AUTO)) {
      String unit = portal(server) + "/" + TARGET + "/0";
      List<Path> outputs = List.of(directory.resolve("first.txt"), directory.resolve("second.txt"));
      List<Process> qemus =
          List.of(openQemu(unit, outputs.getFirst()), openQemu(unit, outputs.getLast()));
      try {
        await().atMost(30, TimeUnit.SECONDS).until(() -> server.sessions() == 2);
        for (int i = 0; i < 2; i++) {
          StringBuilder commands = new StringBuilder();
          for (int at = i; at < chunks; at += 2) {
            commands.append(
                "aio_write -q -P %d %d %d%n".formatted(i + 1, (long) at * chunk, chunk));
          }
          commands.append("aio_flush\n");
          for (int at = i; at < chunks; at += 2) {
            commands.append("read -q -P %d %d %d%n".formatted(i + 1, (long) at * chunk, chunk));
          }
          // It ends with its input, and needs that end: lines that it has buffered do not wake it.
          try (Writer input = qemus.get(i).outputWriter()) {
            input.append(commands);
          }
        }
        for (int i = 0; i < 2; i++) {
          assertThat(qemus.get(i).waitFor(60, TimeUnit.SECONDS)).isTrue();
          assertThat(Files.readString(outputs.get(i))).doesNotContainIgnoringCase("fail", "error");
          assertThat(qemus.get(i).exitValue()).isZero();
        }
      } finally {
        qemus.forEach(Process::destroyForcibly);
      }
      for (int at = 0; at < chunks; at++) {
        assertThat(volume.content((long) at * chunk / 512, chunk / 512))
            .as("chunk " + at)
            .containsOnly(at % 2 + 1);
      }
    }
  }
}
