package io.sealcopy.target.remote;

import io.sealcopy.protocol.scsi.AdditionalSense;
import io.sealcopy.protocol.scsi.SenseKey;
import io.sealcopy.target.scsi.Outcome;
import io.sealcopy.target.scsi.SenseMapper;

/** How a copy's answer without data ends a command. */
final class VendorOutcomes {
  private VendorOutcomes() {}

  static Outcome of(CopyAnswer answer) {
    return switch (answer) {
      case CopyAnswer.Done _, CopyAnswer.Opened _ -> Outcome.GOOD;
      case CopyAnswer.Data _ -> throw new IllegalStateException("data for a command that has none");
      case CopyAnswer.WrongField(int offset, _) -> SenseMapper.invalidFieldInParameterList(offset);
      case CopyAnswer.WrongArgument _ -> SenseMapper.invalidFieldInCdb(VendorCommands.ARGUMENT_AT);
      case CopyAnswer.OutOfSequence _ ->
          SenseMapper.illegalRequest(AdditionalSense.COMMAND_SEQUENCE_ERROR);
      case CopyAnswer.NotReady _ ->
          SenseMapper.check(
              SenseKey.NOT_READY,
              AdditionalSense.LOGICAL_UNIT_NOT_READY_MANUAL_INTERVENTION_REQUIRED);
      case CopyAnswer.Busy _ -> Outcome.BUSY;
      case CopyAnswer.Failed(var failure) -> SenseMapper.outcome(failure);
    };
  }
}
