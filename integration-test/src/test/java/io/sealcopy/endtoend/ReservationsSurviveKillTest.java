package io.sealcopy.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.initiator.ChapLogin;
import io.sealcopy.initiator.InitiatorOptions;
import io.sealcopy.initiator.IscsiUrl;
import io.sealcopy.initiator.ScsiOutcome;
import io.sealcopy.initiator.ScsiRequest;
import io.sealcopy.initiator.Session;
import io.sealcopy.protocol.iscsi.Isid;
import io.sealcopy.protocol.iscsi.auth.ChapCredentials;
import io.sealcopy.protocol.iscsi.auth.ChapSecret;
import io.sealcopy.protocol.scsi.BlockCdbs;
import io.sealcopy.protocol.scsi.PersistentReservation;
import io.sealcopy.protocol.scsi.PrimaryCdbs;
import io.sealcopy.protocol.scsi.ScsiStatus;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Persistent reservations with APTPL, and {@code kill -9} of the main centre. SPC-4 §5.13.6. */
@Tag("system")
class ReservationsSurviveKillTest {
  private static final long SIZE = 1 << 20;
  private static final int ROUNDS = 3;
  private static final int REGISTER_IGNORING =
      PersistentReservation.REGISTER_AND_IGNORE_EXISTING_KEY;
  private static final int WRITE_EXCLUSIVE = PersistentReservation.WRITE_EXCLUSIVE;
  private static final boolean APTPL = true;

  @RegisterExtension final Scratch scratch = new Scratch();

  /** A host: the same initiator port, whichever session it has just now. */
  private record Host(MainCentre main, Secrets chap, int number) {
    Session login() {
      String text = "iscsi://" + main.portal() + "/" + main.target() + "/0";
      if (!(IscsiUrl.parse(text) instanceof IscsiUrl url)) {
        throw new IllegalArgumentException(text);
      }
      byte[] secret = chap.secret().getBytes(StandardCharsets.UTF_8);
      InitiatorOptions options =
          InitiatorOptions.of("iqn.2026-01.org.example:host" + number, Isid.random(number, 1))
              .withChap(ChapLogin.oneWay(new ChapCredentials(chap.user(), ChapSecret.of(secret))));
      Session session = (Session) Session.open(url, options);
      // POWER ON, RESET is told first.
      while (!session
          .execute(ScsiRequest.withoutData(0, PrimaryCdbs.testUnitReady()))
          .join()
          .good()) {
        assertThat(session.ended()).isEmpty();
      }
      return session;
    }

    long key() {
      return 0xabc0L + number;
    }
  }

  private static CompletableFuture<ScsiOutcome> reserveOut(
      Session session, int action, long key, long otherKey, boolean persistent) {
    ByteBuffer list = ByteBuffer.allocate(PersistentReservation.PARAMETER_LIST_LENGTH);
    list.putLong(0, key).putLong(8, otherKey).put(20, (byte) (persistent ? 1 : 0));
    return session.execute(
        ScsiRequest.writing(
            0, PrimaryCdbs.persistentReserveOut(action, WRITE_EXCLUSIVE, list.remaining()), list));
  }

  private static ScsiStatus write(Session session) {
    ByteBuffer block = ByteBuffer.allocate(512);
    return status(session.execute(ScsiRequest.writing(0, BlockCdbs.write10(0, 1, false), block)));
  }

  private static ScsiStatus status(CompletableFuture<ScsiOutcome> outcome) {
    return switch (outcome.join()) {
      case ScsiOutcome.Response response -> response.status();
      case ScsiOutcome.Failure failure -> throw new AssertionError(failure.describe());
    };
  }

  private static void good(CompletableFuture<ScsiOutcome> outcome) {
    assertThat(outcome.join().describe()).startsWith("GOOD");
  }

  private void restart(MainCentre main) {
    main.kill();
    main.start();
  }

  @Test
  void whatWasAnsweredWithGoodHoldsAfterKill() {
    Secrets chap = Secrets.make(scratch, "host");
    MainCentre main = new MainCentre(scratch, chap, SIZE, 512);
    Host first = new Host(main, chap, 1);
    Host second = new Host(main, chap, 2);
    main.start();
    try (Session one = first.login();
        Session two = second.login()) {
      good(reserveOut(one, REGISTER_IGNORING, 0, first.key(), APTPL));
      good(reserveOut(two, REGISTER_IGNORING, 0, second.key(), APTPL));
      good(reserveOut(one, PersistentReservation.RESERVE, first.key(), 0, false));
    }
    restart(main);
    try (Session one = first.login();
        Session two = second.login()) {
      assertThat(write(two)).isEqualTo(ScsiStatus.RESERVATION_CONFLICT);
      assertThat(write(one)).isEqualTo(ScsiStatus.GOOD);
      ByteBuffer capabilities = ByteBuffer.allocate(8);
      good(
          one.execute(
              ScsiRequest.reading(
                  0,
                  PrimaryCdbs.persistentReserveIn(PersistentReservation.REPORT_CAPABILITIES, 8),
                  capabilities)));
      // PTPL_C and PTPL_A.
      assertThat(capabilities.get(2) & 1).isEqualTo(1);
      assertThat(capabilities.get(3) & 1).isEqualTo(1);
      good(reserveOut(one, REGISTER_IGNORING, 0, first.key(), false));
    }
    restart(main);
    try (Session two = second.login()) {
      assertThat(write(two)).isEqualTo(ScsiStatus.GOOD);
      good(reserveOut(two, PersistentReservation.REGISTER, 0, second.key(), false));
    }
  }

  /** A kill in the middle of a preemption leaves one holder, and the new one if it was told. */
  @Test
  void aPreemptionIsWholeOrNotAtAll() {
    Secrets chap = Secrets.make(scratch, "host");
    MainCentre main = new MainCentre(scratch, chap, SIZE, 512);
    main.start();
    for (int round = 0; round < ROUNDS; round++) {
      Host holder = new Host(main, chap, 2 * round + 1);
      Host taker = new Host(main, chap, 2 * round + 2);
      CompletableFuture<ScsiOutcome> preempted;
      try (Session one = holder.login();
          Session two = taker.login()) {
        good(reserveOut(one, REGISTER_IGNORING, 0, holder.key(), APTPL));
        good(reserveOut(two, REGISTER_IGNORING, 0, taker.key(), APTPL));
        good(reserveOut(one, PersistentReservation.RESERVE, holder.key(), 0, false));
        preempted =
            reserveOut(two, PersistentReservation.PREEMPT, taker.key(), holder.key(), false);
        Scratch.pause(2L * round);
        main.kill();
      }
      boolean told = preempted.join().good();
      main.start();
      try (Session one = holder.login();
          Session two = taker.login()) {
        boolean holds = write(one) == ScsiStatus.GOOD;
        boolean taken = write(two) == ScsiStatus.GOOD;
        assertThat(holds).isNotEqualTo(taken);
        assertThat(taken || !told).as("told: %s", told).isTrue();
        Session winner = taken ? two : one;
        long key = taken ? taker.key() : holder.key();
        good(reserveOut(winner, PersistentReservation.CLEAR, key, 0, false));
      }
    }
  }
}
