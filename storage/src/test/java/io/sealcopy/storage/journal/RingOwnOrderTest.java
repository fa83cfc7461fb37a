package io.sealcopy.storage.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealcopy.protocol.record.RecordKind;
import io.sealcopy.protocol.testing.Seeds;
import io.sealcopy.storage.journal.RingOpening.Opened;
import io.sealcopy.storage.journal.RingReader.Step;
import io.sealcopy.storage.sim.SimDisk;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** A ring that counts by itself keeps records of any sequence, in the order in which they came. */
class RingOwnOrderTest {
  private static final long[] SEQUENCES = {900, 901, 3, 902, 902, 0};

  private final SimDisk disk = new SimDisk(Seeds.generator(1));

  @Test
  void recordsKeepTheirSequencesAndHaveANumberHere() throws IOException {
    RecordRing ring =
        RecordRing.createInOwnOrder(disk.root().open("ring"), RecordRing.MIN_CAPACITY, 41, 99);
    append(ring);
    ring.write();
    assertThat(ring.sync()).isEqualTo(46);
    check(ring);
    ring.releaseBefore(43);
    disk.crash();
    Opened opened = (Opened) RecordRing.open(disk.root().open("ring"));
    assertThat(opened.records()).isEqualTo(4);
    assertThat(opened.ring().tailSequence()).isEqualTo(43);
    assertThat(opened.ring().nextSequence()).isEqualTo(47);
    append(opened.ring());
    opened.ring().write();
    assertThat(opened.ring().sync()).as("still counts by itself").isEqualTo(52);
  }

  @Test
  void anOrdinaryRingRefusesThem() throws IOException {
    RecordRing ring = RecordRing.create(disk.root().open("ring"), RecordRing.MIN_CAPACITY, 41, 99);
    assertThatThrownBy(() -> append(ring)).isInstanceOf(IllegalStateException.class);
  }

  private static void append(RecordRing ring) throws IOException {
    for (int i = 0; i < SEQUENCES.length; i++) {
      Records.append(ring, Records.record(RecordKind.DATA, SEQUENCES[i], 512, i));
    }
  }

  private static void check(RecordRing ring) throws IOException {
    RingReader reader = ring.reader(ring.tail());
    for (int i = 0; i < SEQUENCES.length; i++) {
      assertThat(reader.next()).isEqualTo(Step.RECORD);
      assertThat(reader.order()).isEqualTo(41 + i);
      assertThat(reader.header().sequence()).isEqualTo(SEQUENCES[i]);
    }
    assertThat(reader.next()).isEqualTo(Step.END);
  }
}
