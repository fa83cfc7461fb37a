package io.sealcopy.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.initiator.ScsiOutcome;
import io.sealcopy.protocol.scsi.Cdb;
import io.sealcopy.protocol.vendor.Decoded;
import io.sealcopy.protocol.vendor.InBandCommand;
import io.sealcopy.protocol.vendor.PairReport;
import io.sealcopy.protocol.vendor.PairReport.State;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** An initiator with the role operator commands its volume's pair on the volume itself. */
@Tag("system")
class InBandPairTest {
  private static final long SIZE = 16 << 20;
  private static final int PAGE = 4096;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @RegisterExtension final Scratch scratch = new Scratch();

  @Test
  void aDefinedPairIsStartedInterruptedRestartedAndFlushed() throws Exception {
    SealedPair pair = SealedPair.make(scratch, SIZE, 512);
    pair.main.operator(SealedPair.HOST);
    pair.start();
    pair.create("--define").expectOk();
    try (HostSession host = pair.host().orElseThrow()) {
      PairReport.Entry defined = report(host);
      assertThat(defined.state()).isEqualTo(State.SMPL);
      assertThat(defined.name()).isEqualTo("data");
      assertThat(defined.token()).isNotZero();

      assertThat(send(host, InBandCommand.FLUSH, 1).describe()).contains("command sequence error");
      assertThat(send(host, InBandCommand.START_COPY_ASYNCHRONOUS, defined.token() + 1).describe())
          .contains("invalid field in cdb");
      assertThat(report(host).state()).isEqualTo(State.SMPL);
      assertThat(send(host, InBandCommand.START_COPY_SYNCHRONOUS, defined.token()).good()).isTrue();
      awaitState(host, State.PAIR);
      assertThat(report(host).synchronous()).isTrue();
      assertThat(report(host).token()).isNotEqualTo(defined.token());

      write(host, 8);
      assertThat(send(host, InBandCommand.FLUSH, 30).good()).isTrue();
      assertThat(report(host).lagChanges()).isZero();
      assertThat(send(host, InBandCommand.INTERRUPT, 0).good()).isTrue();
      assertThat(report(host).state()).isEqualTo(State.PSUS);
      write(host, 16);
      assertThat(report(host).lagBytes()).isPositive();
      assertThat(send(host, InBandCommand.RESTART, 0).good()).isTrue();
      awaitState(host, State.PAIR);
    }
    String audit = Files.readString(pair.main.state().resolve("audit.log"));
    assertThat(audit)
        .contains("command=\"START COPY ASYNCHRONOUS\"")
        .contains("no pair has this token")
        .contains("command=\"INTERRUPT\"");
  }

  @Test
  void withoutTheRoleTheCommandsDoNotExist() throws Exception {
    SealedPair pair = SealedPair.make(scratch, SIZE, 512);
    pair.start();
    pair.createAndWait();
    try (HostSession host = pair.host().orElseThrow()) {
      PairReport.Entry seen = report(host);
      assertThat(seen.state()).isEqualTo(State.PAIR);
      assertThat(seen.token()).isZero();
      for (InBandCommand each : InBandCommand.values()) {
        if (each != InBandCommand.REPORT_PAIR_STATUS) {
          assertThat(send(host, each, 0).describe()).contains("invalid command operation code");
        }
      }
      assertThat(report(host).state()).isEqualTo(State.PAIR);
    }
  }

  private static void write(HostSession host, int blocks) {
    ByteBuffer data = ByteBuffer.allocate(blocks * 512);
    assertThat(host.lun().write(0, blocks, false, data).join().good()).isTrue();
  }

  private static void awaitState(HostSession host, State state) {
    Scratch.await(state.name(), PATIENCE, () -> report(host).state() == state);
  }

  private static PairReport.Entry report(HostSession host) {
    ByteBuffer page = ByteBuffer.allocate(PAGE);
    ScsiOutcome outcome = host.lun().dataIn(cdb(InBandCommand.REPORT_PAIR_STATUS, 0, PAGE), page);
    assertThat(outcome.good()).as(outcome.describe()).isTrue();
    int pairs = page.getShort(10);
    ByteBuffer whole = page.slice(0, 16 + pairs * PairReport.ENTRY_BYTES + 4);
    if (PairReport.decode(whole) instanceof Decoded.Valid<PairReport>(PairReport report)) {
      assertThat(report.pairs()).hasSize(1);
      return report.pairs().getFirst();
    }
    throw new AssertionError("no pair status page");
  }

  private static ScsiOutcome send(HostSession host, InBandCommand which, long argument) {
    return host.lun().command(cdb(which, argument, 0));
  }

  private static Cdb cdb(InBandCommand which, long argument, int length) {
    ByteBuffer bytes = ByteBuffer.allocate(Cdb.LENGTH);
    bytes.put((byte) which.operationCode()).put((byte) which.serviceAction());
    bytes.putLong(argument).putInt(length);
    return Cdb.read(bytes.flip().limit(Cdb.LENGTH), 0);
  }
}
