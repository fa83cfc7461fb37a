package io.sealcopy.target.scsi;

import io.sealcopy.protocol.scsi.Cdb;
import io.sealcopy.target.scsi.command.CompareAndWrite;
import io.sealcopy.target.scsi.command.ExtendedCopy;
import io.sealcopy.target.scsi.command.GetLbaStatus;
import io.sealcopy.target.scsi.command.Inquiry;
import io.sealcopy.target.scsi.command.LogSense;
import io.sealcopy.target.scsi.command.MaintenanceIn;
import io.sealcopy.target.scsi.command.ModeSelect;
import io.sealcopy.target.scsi.command.ModeSense;
import io.sealcopy.target.scsi.command.OrWrite;
import io.sealcopy.target.scsi.command.PersistentReserveIn;
import io.sealcopy.target.scsi.command.PersistentReserveOut;
import io.sealcopy.target.scsi.command.PreFetch;
import io.sealcopy.target.scsi.command.PreventAllow;
import io.sealcopy.target.scsi.command.Read;
import io.sealcopy.target.scsi.command.ReadCapacity;
import io.sealcopy.target.scsi.command.ReadDefectData;
import io.sealcopy.target.scsi.command.ReceiveCopy;
import io.sealcopy.target.scsi.command.Release;
import io.sealcopy.target.scsi.command.ReportLuns;
import io.sealcopy.target.scsi.command.RequestSense;
import io.sealcopy.target.scsi.command.Reserve;
import io.sealcopy.target.scsi.command.Sanitize;
import io.sealcopy.target.scsi.command.StartStopUnit;
import io.sealcopy.target.scsi.command.SynchronizeCache;
import io.sealcopy.target.scsi.command.TestUnitReady;
import io.sealcopy.target.scsi.command.Unmap;
import io.sealcopy.target.scsi.command.Verify;
import io.sealcopy.target.scsi.command.Write;
import io.sealcopy.target.scsi.command.WriteAndVerify;
import io.sealcopy.target.scsi.command.WriteAtomic;
import io.sealcopy.target.scsi.command.WriteSame;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Every command there is. Dispatch, the prologue's checks, REPORT SUPPORTED OPERATION CODES and the
 * names of metrics come from it. Immutable.
 */
public final class CommandTable {
  /** The commands of an ordinary block device. */
  public static final CommandTable STANDARD =
      new CommandTable(
          Stream.of(
                  TestUnitReady.SPECS,
                  RequestSense.SPECS,
                  Inquiry.SPECS,
                  ReportLuns.SPECS,
                  ModeSense.SPECS,
                  ModeSelect.SPECS,
                  StartStopUnit.SPECS,
                  PreventAllow.SPECS,
                  Sanitize.SPECS,
                  Reserve.SPECS,
                  Release.SPECS,
                  PersistentReserveIn.SPECS,
                  PersistentReserveOut.SPECS,
                  MaintenanceIn.SPECS,
                  ExtendedCopy.SPECS,
                  ReceiveCopy.SPECS,
                  ReadCapacity.SPECS,
                  GetLbaStatus.SPECS,
                  ReadDefectData.SPECS,
                  LogSense.SPECS,
                  Read.SPECS,
                  PreFetch.SPECS,
                  Write.SPECS,
                  WriteAndVerify.SPECS,
                  WriteAtomic.SPECS,
                  CompareAndWrite.SPECS,
                  OrWrite.SPECS,
                  WriteSame.SPECS,
                  Unmap.SPECS,
                  Verify.SPECS,
                  SynchronizeCache.SPECS)
              .flatMap(List::stream)
              .toList());

  private static final int OPERATION_CODES = 256;

  /** Per operation code: one place for a row without service action, then one for each action. */
  private static final int PLACES = 33;

  private final List<CommandSpec> rows;
  private final @Nullable CommandSpec[] places = new CommandSpec[OPERATION_CODES * PLACES];

  /**
   * A table of these rows.
   *
   * @throws IllegalArgumentException if two rows answer the same code
   */
  public CommandTable(List<CommandSpec> rows) {
    this.rows = List.copyOf(rows);
    for (CommandSpec row : rows) {
      put(row);
    }
  }

  /** This table and more rows, for targets that know vendor commands. */
  public CommandTable with(List<CommandSpec> more) {
    List<CommandSpec> all = new ArrayList<>(rows);
    all.addAll(more);
    return new CommandTable(all);
  }

  public List<CommandSpec> rows() {
    return rows;
  }

  /** The row for a CDB, or null. */
  public @Nullable CommandSpec find(Cdb cdb) {
    int first = cdb.operationCode() * PLACES;
    CommandSpec row = places[first];
    return row != null ? row : places[first + 1 + cdb.serviceAction()];
  }

  private void put(CommandSpec row) {
    int first = row.operationCode() * PLACES;
    int place = first + (row.hasServiceAction() ? 1 + row.serviceAction() : 0);
    boolean taken = places[first] != null || places[place] != null;
    for (int i = first; !row.hasServiceAction() && i < first + PLACES; i++) {
      taken |= places[i] != null;
    }
    if (taken) {
      throw new IllegalArgumentException(
          "two commands for operation code %02Xh: %s".formatted(row.operationCode(), row.name()));
    }
    places[place] = row;
  }
}
