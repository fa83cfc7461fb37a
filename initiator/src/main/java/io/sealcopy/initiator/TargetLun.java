package io.sealcopy.initiator;

import io.sealcopy.protocol.scsi.AdditionalSense;
import io.sealcopy.protocol.scsi.BlockCdbs;
import io.sealcopy.protocol.scsi.Cdb;
import io.sealcopy.protocol.scsi.PersistentReservation;
import io.sealcopy.protocol.scsi.PrimaryCdbs;
import io.sealcopy.protocol.scsi.SenseKey;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * The commands of one logical unit. Thread-safe as its session is. Methods that return a future do
 * not wait; the others block until the command is completed, which the session's command timeout
 * bounds, and repeat a command that only reported a unit attention.
 */
public final class TargetLun {
  private static final int ALLOCATION = 252;
  private static final int MAX_UNIT_ATTENTIONS = 8;

  /** Bytes of a block descriptor of UNMAP. SBC-3 §5.28.2. */
  private static final int UNMAP_DESCRIPTOR = 16;

  private final Session session;
  private final int lun;

  public TargetLun(Session session, int lun) {
    this.session = session;
    this.lun = lun;
  }

  public int lun() {
    return lun;
  }

  /** READ(16) into {@code target}, which takes {@code blocks} times the block length. */
  public CompletableFuture<ScsiOutcome> read(long lba, int blocks, ByteBuffer target) {
    return session.execute(ScsiRequest.reading(lun, BlockCdbs.read16(lba, blocks), target));
  }

  /** WRITE(16) of the buffers one after the other, together {@code blocks} blocks. */
  public CompletableFuture<ScsiOutcome> write(
      long lba, int blocks, boolean forceUnitAccess, ByteBuffer... data) {
    Cdb cdb = BlockCdbs.write16(lba, blocks, forceUnitAccess);
    return session.execute(ScsiRequest.writing(lun, cdb, data));
  }

  /** READ(10), for a unit that lacks READ(16). */
  public CompletableFuture<ScsiOutcome> read10(long lba, int blocks, ByteBuffer target) {
    return session.execute(ScsiRequest.reading(lun, BlockCdbs.read10(lba, blocks), target));
  }

  /** WRITE(10), for a unit that lacks WRITE(16). */
  public CompletableFuture<ScsiOutcome> write10(
      long lba, int blocks, boolean forceUnitAccess, ByteBuffer... data) {
    Cdb cdb = BlockCdbs.write10(lba, blocks, forceUnitAccess);
    return session.execute(ScsiRequest.writing(lun, cdb, data));
  }

  /** Any command with data in, at most as much as {@code target} takes. */
  public ScsiOutcome dataIn(Cdb cdb, ByteBuffer target) {
    return run(ScsiRequest.reading(lun, cdb, target));
  }

  /** Any command with data out. */
  public ScsiOutcome dataOut(Cdb cdb, ByteBuffer... data) {
    return run(ScsiRequest.writing(lun, cdb, data));
  }

  /** Any command without data. */
  public ScsiOutcome command(Cdb cdb) {
    return run(ScsiRequest.withoutData(lun, cdb));
  }

  /** TEST UNIT READY. */
  public ScsiOutcome testUnitReady() {
    return command(PrimaryCdbs.testUnitReady());
  }

  /** SYNCHRONIZE CACHE(10) of the whole unit. */
  public ScsiOutcome synchronizeCache() {
    return command(BlockCdbs.synchronizeCache10(0, 0));
  }

  public LunResult<LunData.Inquiry> inquiry() {
    return ask(PrimaryCdbs.inquiry(ALLOCATION), ALLOCATION, 36, LunData.Inquiry::of);
  }

  /** READ CAPACITY(16), or (10) if the unit lacks it. */
  public LunResult<LunData.Capacity> readCapacity() {
    LunResult<LunData.Capacity> sixteen =
        ask(BlockCdbs.readCapacity16(32), 32, 16, LunData.Capacity::of16);
    boolean unknown =
        sixteen instanceof LunResult.Failed<LunData.Capacity> failed
            && failed.outcome() instanceof ScsiOutcome.Response response
            && response.sense().isPresent()
            && response.sense().get().key() == SenseKey.ILLEGAL_REQUEST;
    return unknown ? ask(BlockCdbs.readCapacity10(), 8, 8, LunData.Capacity::of10) : sixteen;
  }

  /** A page of vital product data as it is, its four-byte header included. */
  public LunResult<ByteBuffer> vitalProductData(int page) {
    return vitalProductData(page, 4, Function.identity());
  }

  /** VPD page 00h: the numbers of the pages there are. */
  public LunResult<List<Integer>> supportedPages() {
    return vitalProductData(
        0x00,
        4,
        page -> {
          List<Integer> pages = new ArrayList<>();
          int count = Math.min(page.getShort(2) & 0xffff, page.remaining() - 4);
          for (int i = 0; i < count; i++) {
            pages.add(page.get(4 + i) & 0xff);
          }
          return pages;
        });
  }

  /** VPD page 80h. */
  public LunResult<String> serialNumber() {
    return vitalProductData(0x80, 4, page -> LunData.text(page, 4, page.getShort(2) & 0xffff));
  }

  /** VPD page 83h. */
  public LunResult<List<LunData.Designator>> designators() {
    return vitalProductData(0x83, 4, LunData.Designator::of);
  }

  /** VPD page B0h. */
  public LunResult<LunData.BlockLimits> blockLimits() {
    return vitalProductData(0xb0, 16, LunData.BlockLimits::of);
  }

  /** VPD page B1h: the rotation rate, 1 for a medium that does not rotate. SBC-3 §6.6.2. */
  public LunResult<Integer> rotationRate() {
    return vitalProductData(0xb1, 6, page -> page.getShort(4) & 0xffff);
  }

  /** VPD page B2h. */
  public LunResult<LunData.Provisioning> provisioning() {
    return vitalProductData(0xb2, 8, LunData.Provisioning::of);
  }

  /** REPORT LUNS: the eight bytes of each. Two commands if there are more than 15. */
  public LunResult<List<Long>> reportLuns() {
    LunResult<Integer> needed =
        ask(PrimaryCdbs.reportLuns(128), 128, 8, data -> 8 + data.getInt(0));
    int length =
        switch (needed) {
          case LunResult.Ok<Integer>(Integer bytes) -> Math.clamp(bytes, 16, 8 + 8 * 16384);
          case LunResult.Failed<Integer> _ -> 128;
        };
    return ask(
        PrimaryCdbs.reportLuns(length),
        length,
        8,
        data -> {
          List<Long> luns = new ArrayList<>();
          int end = Math.min(data.remaining(), 8 + Math.max(0, data.getInt(0)));
          for (int at = 8; at + 8 <= end; at += 8) {
            luns.add(data.getLong(at));
          }
          return luns;
        });
  }

  /** UNMAP of one range; at most 2^32 - 1 blocks. */
  public ScsiOutcome unmap(long lba, int blocks) {
    ByteBuffer list = ByteBuffer.allocate(8 + UNMAP_DESCRIPTOR);
    list.putShort((short) (list.capacity() - 2)).putShort((short) UNMAP_DESCRIPTOR).putInt(0);
    list.putLong(lba).putInt(blocks).putInt(0);
    return dataOut(BlockCdbs.unmap(list.capacity()), list.flip());
  }

  /** WRITE SAME(16) of one block. */
  public ScsiOutcome writeSame(long lba, int blocks, boolean unmap, ByteBuffer block) {
    return dataOut(BlockCdbs.writeSame16(lba, blocks, unmap, false), block);
  }

  /**
   * PERSISTENT RESERVE OUT. SPC-4 §6.16.
   *
   * @param serviceAction and {@code type}: constants of {@link PersistentReservation}
   * @param key this initiator's registration; 0 where it has none yet
   * @param serviceActionKey the key to register or preempt
   * @param throughPowerLoss APTPL, for a registration
   */
  public ScsiOutcome persistentReserveOut(
      int serviceAction, int type, long key, long serviceActionKey, boolean throughPowerLoss) {
    ByteBuffer list = ByteBuffer.allocate(PersistentReservation.PARAMETER_LIST_LENGTH);
    list.putLong(0, key).putLong(8, serviceActionKey).put(20, (byte) (throughPowerLoss ? 1 : 0));
    return dataOut(PrimaryCdbs.persistentReserveOut(serviceAction, type, list.capacity()), list);
  }

  /** PERSISTENT RESERVE IN, READ KEYS. */
  public LunResult<List<Long>> registrations() {
    return ask(
        PrimaryCdbs.persistentReserveIn(PersistentReservation.READ_KEYS, 8192),
        8192,
        8,
        data -> {
          List<Long> keys = new ArrayList<>();
          int end = Math.min(data.remaining(), 8 + Math.max(0, data.getInt(4)));
          for (int at = 8; at + 8 <= end; at += 8) {
            keys.add(data.getLong(at));
          }
          return keys;
        });
  }

  /** PERSISTENT RESERVE IN, READ RESERVATION. */
  public LunResult<LunData.Reservation> reservation() {
    return ask(
        PrimaryCdbs.persistentReserveIn(PersistentReservation.READ_RESERVATION, ALLOCATION),
        ALLOCATION,
        8,
        LunData.Reservation::of);
  }

  private <T> LunResult<T> vitalProductData(int page, int least, Function<ByteBuffer, T> parse) {
    return ask(PrimaryCdbs.inquiryVpd(page, ALLOCATION), ALLOCATION, least, parse);
  }

  /** Runs a command with data in and reads its answer, of which {@code least} bytes must come. */
  private <T> LunResult<T> ask(Cdb cdb, int allocation, int least, Function<ByteBuffer, T> parse) {
    ByteBuffer data = ByteBuffer.allocate(allocation);
    ScsiOutcome outcome = dataIn(cdb, data);
    if (!outcome.good() || !(outcome instanceof ScsiOutcome.Response response)) {
      return new LunResult.Failed<>(outcome, "LUN " + lun + ": " + outcome.describe());
    }
    if (response.dataInLength() < least) {
      String message =
          "LUN %d answered command %s with %d bytes only"
              .formatted(lun, cdb, response.dataInLength());
      return new LunResult.Failed<>(outcome, message);
    }
    return new LunResult.Ok<>(parse.apply(data.slice(0, response.dataInLength())));
  }

  private ScsiOutcome run(ScsiRequest request) {
    ScsiOutcome outcome = session.execute(request).join();
    for (int i = 0; i < MAX_UNIT_ATTENTIONS && unitAttention(outcome); i++) {
      outcome = session.execute(request).join();
    }
    return outcome;
  }

  /** A condition reported once and then cleared: the command was not carried out. SAM-5 §5.14. */
  private static boolean unitAttention(ScsiOutcome outcome) {
    return outcome instanceof ScsiOutcome.Response response
        && response.sense().isPresent()
        && response.sense().get().key() == SenseKey.UNIT_ATTENTION
        // Losing a reservation is no news to be slept through: the caller is fenced.
        && !lostReservation(response.sense().get().additionalSense());
  }

  private static boolean lostReservation(AdditionalSense sense) {
    return switch (sense) {
      case RESERVATIONS_PREEMPTED, RESERVATIONS_RELEASED, REGISTRATIONS_PREEMPTED -> true;
      default -> false;
    };
  }
}
