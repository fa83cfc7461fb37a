package io.sealcopy.target.scsi.copy;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.protocol.iscsi.Isid;
import io.sealcopy.target.scsi.Nexus;
import io.sealcopy.target.scsi.NexusId;
import io.sealcopy.target.scsi.Outcome;
import io.sealcopy.target.scsi.TaskControl;
import io.sealcopy.target.scsi.copy.CopyManager.Beginning;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CopyManagerTest {
  private final CopyManager manager = new CopyManager();
  private final Nexus nexus =
      new Nexus(
          new NexusId("iqn.host", new Isid(1), "iqn.target", 1),
          1,
          Optional.empty(),
          TaskControl.NONE);

  private Beginning begin(int identifier, boolean identified) {
    return manager.begin(nexus, new CopyList(identifier, identified, List.of(), List.of()));
  }

  @Test
  void moreCopiesThanThereIsRoomForAreBusy() {
    List<CopyProgress> underWay = new ArrayList<>();
    for (int i = 0; i < CopyLimits.CONCURRENT; i++) {
      underWay.add(((Beginning.Begun) begin(0, false)).progress());
    }
    assertThat(begin(0, false)).isEqualTo(new Beginning.Refused(Outcome.BUSY));
    manager.ended(underWay.getFirst());
    assertThat(begin(0, false)).isInstanceOf(Beginning.Begun.class);
  }

  @Test
  void anIdentifierIsHeldUntilItIsUsedAgainOrTheUnitIsReset() {
    CopyProgress first = ((Beginning.Begun) begin(7, true)).progress();
    assertThat(manager.held(nexus, 7)).isSameAs(first);
    manager.reset();
    assertThat(manager.held(nexus, 7)).as("it still goes on").isSameAs(first);
    first.completed();
    manager.ended(first);
    CopyProgress second = ((Beginning.Begun) begin(7, true)).progress();
    assertThat(manager.held(nexus, 7)).isSameAs(second);
    second.completed();
    manager.ended(second);
    manager.reset();
    assertThat(manager.held(nexus, 7)).isNull();
  }
}
