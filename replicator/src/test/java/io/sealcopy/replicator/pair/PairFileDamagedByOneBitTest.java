package io.sealcopy.replicator.pair;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.storage.file.ChannelDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rule 5: what the small files say is never silently something else. */
class PairFileDamagedByOneBitTest {
  private static final ShippingBase BASE = new ShippingBase(1234, 5678);
  private static final PairFault FAULT = new PairFault(PairFault.Reason.FENCED, "taken over");

  @TempDir Path directory;

  private PairFiles files() throws IOException {
    return new PairFiles(ChannelDirectory.open(directory));
  }

  private interface Reading {
    @Nullable Object read() throws IOException;
  }

  /** Whatever bit turns over: it is told, or what is read is what was stored. */
  private void neverReadAsAnother(String file, Reading reading) throws IOException {
    Object stored = reading.read();
    int told = 0;
    byte[] bytes = Files.readAllBytes(directory.resolve(file));
    int bits = bytes.length * 8;
    for (int bit = 0; bit < bits; bit++) {
      byte[] damaged = bytes.clone();
      damaged[bit / 8] ^= (byte) (1 << (bit % 8));
      Files.write(directory.resolve(file), damaged);
      try {
        assertThat(reading.read()).as("%s, bit %d", file, bit).isEqualTo(stored);
      } catch (IOException e) {
        assertThat(e).hasMessageContaining(file);
        told++;
      }
    }
    Files.write(directory.resolve(file), bytes);
    assertThat(told).isGreaterThan(bits / 2);
    assertThat(reading.read()).isEqualTo(stored);
  }

  @Test
  void whichRecordGoesWithWhichArrival() throws IOException {
    PairFiles files = files();
    files.storeBase(BASE);
    neverReadAsAnother("base.json", files::base);
  }

  @Test
  void whyThePairIsSuspended() throws IOException {
    PairFiles files = files();
    files.storeFault(FAULT);
    neverReadAsAnother("fault.json", files::fault);
  }

  @Test
  void underWhichOpeningsTheRemoteHasChanges() throws IOException {
    PairFiles files = files();
    Openings openings = Openings.NONE.from(0, 77).ended(12).from(77, 1L << 62);
    files.storeOpenings(openings);
    neverReadAsAnother("openings.json", files::openings);
    assertThat(files.openings()).isEqualTo(openings);
    assertThat(openings.from(1L << 62, 5).find(77)).as("the remote names a later one").isNull();
  }

  @Test
  void whetherAnOperatorHoldsIt() throws IOException {
    PairFiles files = files();
    files.storeHold(PairHold.SPLIT);
    neverReadAsAnother("hold.json", files::hold);
  }

  @Test
  void filesOfAnOlderProgramAreStillRead() throws IOException {
    PairFiles files = files();
    String base = "{\"arrivals\":1234,\"sequence\":5678}";
    Files.writeString(directory.resolve("base.json"), base);
    assertThat(files.base()).isEqualTo(BASE);
    String fault = "{\"reason\":\"FENCED\",\"message\":\"taken over\"}";
    Files.writeString(directory.resolve("fault.json"), fault);
    assertThat(files.fault()).isEqualTo(FAULT);
  }

  /** The checksum by another program: python3 -c with a bitwise CRC-32C. */
  @Test
  void theChecksumIsCrc32c() {
    String sealed = new String(CheckedText.seal("{\"arrivals\":1,\"sequence\":2}"), UTF_8);
    assertThat(sealed).isEqualTo("{\"arrivals\":1,\"sequence\":2,\"crc32c\":\"8003eaed\"}");
  }
}
