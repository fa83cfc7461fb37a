package io.sealcopy.target.remote;

import io.sealcopy.protocol.vendor.CopyStatus.Fault;
import io.sealcopy.protocol.vendor.ImageNote;
import io.sealcopy.protocol.vendor.OpenNexus;
import java.util.Optional;
import java.util.UUID;

/**
 * A group at one moment.
 *
 * @param state empty when unreadable
 * @param members how many copies belong to it
 * @param opening of the nexus that is open, 0 when none is
 * @param durableArrival how many replication WRITEs have arrived durably, at any member
 * @param appliedArrival how many of them are in place and in the tables
 * @param pending records in the journal that are not applied
 * @param waiting commands that wait for room in the journal, or for a hand-out
 * @param journalFill how much of the receive journal is taken, 0 to 1
 * @param stalled why records can not be applied, when a volume has no room
 * @param disaster somebody told of a disaster at the main centre, and nothing was done about it
 * @param token what the next TAKE OVER must name
 * @param image what its main centre said last of the image
 * @param earlier what is kept of an earlier image
 * @param fault why it takes no changes, when it does not
 */
public record GroupStatistics(
    UUID groupId,
    Optional<GroupState> state,
    int members,
    long opening,
    long durableArrival,
    long appliedArrival,
    int pending,
    int waiting,
    double journalFill,
    Optional<String> stalled,
    boolean disaster,
    long token,
    Optional<ImageNote> image,
    ImageStatus earlier,
    Optional<Fault> fault) {
  /** Whether its copies are this centre's own (SSWS). */
  boolean takenOver() {
    return state.isPresent() && state.get().takenOver();
  }

  /** Whether its main centre seals nothing. */
  boolean plain() {
    return state.flatMap(GroupState::nexus).filter(OpenNexus::isUnsealed).isPresent();
  }
}
