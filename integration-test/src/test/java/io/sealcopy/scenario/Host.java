package io.sealcopy.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.initiator.InitiatorOptions;
import io.sealcopy.initiator.IscsiUrl;
import io.sealcopy.initiator.OpenFailure;
import io.sealcopy.initiator.ScsiOutcome;
import io.sealcopy.initiator.ScsiRequest;
import io.sealcopy.initiator.Session;
import io.sealcopy.protocol.iscsi.Isid;
import io.sealcopy.protocol.scsi.BlockCdbs;
import io.sealcopy.protocol.scsi.PrimaryCdbs;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;

/** A host with one session, that does one command after the other. */
final class Host implements AutoCloseable {
  private static final int BLOCK = 512;
  private static final int READY_TRIES = 5;
  private static final AtomicInteger NUMBERS = new AtomicInteger();

  private final Session session;
  private final int lun;

  Host(String url) {
    InitiatorOptions options =
        InitiatorOptions.of("iqn.2026-01.test:host", Isid.random(NUMBERS.incrementAndGet(), 1));
    IscsiUrl unit = (IscsiUrl) IscsiUrl.parse(url);
    this.lun = unit.lun();
    this.session =
        switch (Session.open(unit, options)) {
          case Session open -> open;
          case OpenFailure failure -> throw new AssertionError(failure.message());
        };
    // Unit attentions after a start.
    for (int i = 0; i < READY_TRIES; i++) {
      session.execute(ScsiRequest.withoutData(lun, PrimaryCdbs.testUnitReady())).join();
    }
  }

  static byte[] filled(int blocks, char fill) {
    byte[] bytes = new byte[blocks * BLOCK];
    Arrays.fill(bytes, (byte) fill);
    return bytes;
  }

  void write(int lba, int blocks, char fill) {
    good(tryWrite(lba, blocks, fill));
  }

  ScsiOutcome tryWrite(int lba, int blocks, char fill) {
    ByteBuffer data = ByteBuffer.wrap(filled(blocks, fill));
    return session
        .execute(ScsiRequest.writing(lun, BlockCdbs.write16(lba, blocks, false), data))
        .join();
  }

  void writeSame(int lba, int blocks, char fill, boolean unmap) {
    ByteBuffer data = ByteBuffer.wrap(filled(1, fill));
    good(
        session
            .execute(
                ScsiRequest.writing(lun, BlockCdbs.writeSame16(lba, blocks, unmap, false), data))
            .join());
  }

  void unmap(int lba, int blocks) {
    ByteBuffer list = ByteBuffer.allocate(24);
    list.putShort(0, (short) 22).putShort(2, (short) 16).putLong(8, lba).putInt(16, blocks);
    good(session.execute(ScsiRequest.writing(lun, BlockCdbs.unmap(24), list)).join());
  }

  byte[] read(int lba, int blocks) {
    ByteBuffer data = ByteBuffer.allocate(blocks * BLOCK);
    good(session.execute(ScsiRequest.reading(lun, BlockCdbs.read16(lba, blocks), data)).join());
    return data.array();
  }

  private static void good(ScsiOutcome outcome) {
    assertThat(outcome.good()).as(outcome.describe()).isTrue();
  }

  @Override
  public void close() {
    session.abandon();
  }
}
