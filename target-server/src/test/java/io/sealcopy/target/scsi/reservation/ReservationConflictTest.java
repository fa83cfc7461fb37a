package io.sealcopy.target.scsi.reservation;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.protocol.iscsi.Isid;
import io.sealcopy.target.scsi.CommandSpec;
import io.sealcopy.target.scsi.CommandTable;
import io.sealcopy.target.scsi.NexusId;
import io.sealcopy.target.scsi.ReservationRule;
import io.sealcopy.target.scsi.UnitStore;
import io.sealcopy.target.scsi.reservation.ReservationRequest.Register;
import io.sealcopy.target.scsi.reservation.ReservationRequest.Reserve;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Which commands conflict: SPC-4 table 66 and SBC-3 table 13, whose columns are: Write Exclusive
 * and Exclusive Access of another (type 1, 3), a registrant under the types that admit registrants,
 * and an unregistered nexus under those (types 5 and 7; 6 and 8). C is a conflict, A is allowed.
 */
class ReservationConflictTest {
  /** "Itself" stands for rows whose conflict depends on more than the operation code. */
  private static final String ITSELF = "itself";

  /** Keys are beginnings of the commands' names; the longest counts. */
  private static final Map<String, String> TABLE =
      Map.ofEntries(
          Map.entry("COMPARE AND WRITE", "C C A C C"),
          Map.entry("EXTENDED COPY", "C C A C C"),
          Map.entry("FORMAT UNIT", "C C A C C"),
          Map.entry("GET LBA STATUS", "A C A A C"),
          Map.entry("INQUIRY", "A A A A A"),
          Map.entry("LOG SELECT", "C C A C C"),
          Map.entry("LOG SENSE", "A A A A A"),
          Map.entry("MODE SELECT", "C C A C C"),
          Map.entry("MODE SENSE", "A C A A C"),
          Map.entry("ORWRITE", "C C A C C"),
          Map.entry("PERSISTENT RESERVE IN", "A A A A A"),
          Map.entry("PERSISTENT RESERVE OUT", ITSELF),
          Map.entry("PRE-FETCH", "A C A A C"),
          Map.entry("PREVENT ALLOW MEDIUM REMOVAL", ITSELF),
          Map.entry("READ", "A C A A C"),
          Map.entry("READ CAPACITY", "A A A A A"),
          Map.entry("READ DEFECT DATA", "A C A A C"),
          Map.entry("RECEIVE COPY", "A C A A C"),
          Map.entry("RECEIVE DIAGNOSTIC RESULTS", "A C A A C"),
          Map.entry("RELEASE", ITSELF),
          Map.entry("REPORT LUNS", "A A A A A"),
          Map.entry("REPORT SUPPORTED", "A C A A C"),
          Map.entry("REPORT TARGET PORT GROUPS", "A A A A A"),
          Map.entry("REQUEST SENSE", "A A A A A"),
          Map.entry("RESERVE", ITSELF),
          Map.entry("SANITIZE", "C C A C C"),
          Map.entry("SEND DIAGNOSTIC", "C C A C C"),
          Map.entry("SET TARGET PORT GROUPS", "C C A C C"),
          Map.entry("START STOP UNIT", ITSELF),
          Map.entry("SYNCHRONIZE CACHE", "C C A C C"),
          Map.entry("TEST UNIT READY", "A A A A A"),
          Map.entry("UNMAP", "C C A C C"),
          Map.entry("VERIFY", "A C A A C"),
          Map.entry("WRITE", "C C A C C"));

  private static final NexusId HOLDER = nexus(1);
  private static final NexusId REGISTRANT = nexus(2);
  private static final NexusId STRANGER = nexus(3);

  private static NexusId nexus(int number) {
    return new NexusId("iqn.host" + number, new Isid(number), "iqn.target", 1);
  }

  private static Optional<String> expected(CommandSpec row) {
    return TABLE.keySet().stream()
        .filter(name -> row.name().startsWith(name))
        .max((one, two) -> Integer.compare(one.length(), two.length()))
        .map(TABLE::get);
  }

  @TestFactory
  List<DynamicTest> everyCommandConflictsAsTheTablesSay() {
    return CommandTable.STANDARD.rows().stream()
        .map(row -> DynamicTest.dynamicTest(row.name(), () -> check(row)))
        .toList();
  }

  private static void check(CommandSpec row) {
    assertThat(expected(row)).as("a line of the table for " + row).isPresent();
    String columns = expected(row).orElseThrow();
    ReservationRule rule = row.reservation();
    if (columns.equals(ITSELF)) {
      assertThat(rule).isIn(ReservationRule.ITSELF, ReservationRule.ALLOWED);
      return;
    }
    Reservations writeExclusive = reserved(ReservationType.WRITE_EXCLUSIVE);
    Reservations exclusiveAccess = reserved(ReservationType.EXCLUSIVE_ACCESS);
    for (NexusId who : List.of(REGISTRANT, STRANGER)) {
      assertThat(conflict(writeExclusive, who, rule)).isEqualTo(columns.charAt(0));
      assertThat(conflict(exclusiveAccess, who, rule)).isEqualTo(columns.charAt(2));
    }
    for (ReservationType type : ReservationType.values()) {
      Reservations reservations = reserved(type);
      assertThat(conflict(reservations, HOLDER, rule)).isEqualTo('A');
      if (type.admitsRegistrants()) {
        assertThat(conflict(reservations, REGISTRANT, rule)).isEqualTo(columns.charAt(4));
        assertThat(conflict(reservations, STRANGER, rule))
            .isEqualTo(columns.charAt(type.exclusiveAccess() ? 8 : 6));
      }
    }
  }

  private static Reservations reserved(ReservationType type) {
    Reservations reservations = new Reservations(UnitStore.NONE);
    reservations.change(new Register(HOLDER, 0, 1, false, false, List.of()), _ -> {});
    reservations.change(new Register(REGISTRANT, 0, 2, false, false, List.of()), _ -> {});
    reservations.change(new Reserve(HOLDER, 1, type), _ -> {});
    return reservations;
  }

  private static char conflict(Reservations reservations, NexusId who, ReservationRule rule) {
    return reservations.conflicts(who, rule) ? 'C' : 'A';
  }
}
