package io.sealcopy.simulation;

import io.sealcopy.protocol.vendor.TableAnswer;
import io.sealcopy.protocol.vendor.TakeOverStatus;
import io.sealcopy.target.remote.CopyAnswer;
import io.sealcopy.target.remote.CopyEvent;
import io.sealcopy.target.remote.CopyMember;
import io.sealcopy.target.remote.GroupCopyCore;
import java.nio.ByteBuffer;

/** What the checkers ask the remote, past all sessions: answered at once. */
final class SimQuestions {
  private SimQuestions() {}

  /** What the table of a copy says now. */
  static TableAnswer table(GroupCopyCore core, CopyMember member) {
    CopyAnswer[] answer = new CopyAnswer[1];
    core.apply(new CopyEvent.ReadTable(member, 0, false, 0, 0, 1 << 20, a -> answer[0] = a));
    return SimRemote.<TableAnswer>value(TableAnswer.decode(data(answer[0])));
  }

  static TakeOverStatus takeOver(GroupCopyCore core, CopyMember member) {
    CopyAnswer[] answer = new CopyAnswer[1];
    core.apply(new CopyEvent.ReadTakeOver(member, false, a -> answer[0] = a));
    return SimRemote.<TakeOverStatus>value(TakeOverStatus.decode(data(answer[0])));
  }

  private static ByteBuffer data(CopyAnswer answer) {
    if (answer instanceof CopyAnswer.Data(ByteBuffer bytes)) {
      return bytes;
    }
    throw new DamageNoticed("a question is answered " + answer);
  }
}
