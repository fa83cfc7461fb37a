package io.sealcopy.target.remote;

import io.sealcopy.protocol.vendor.CopyStatus;
import io.sealcopy.protocol.vendor.TakeOverStatus;
import java.util.Optional;

/**
 * A copy at one moment.
 *
 * @param pending records in the journal that are not applied
 * @param waiting commands that wait for room in the journal, or for a hand-out
 * @param journalFill how much of the receive journal is taken, 0 to 1
 * @param stalled why records can not be applied, when the volume has no room
 * @param plain its main centre seals nothing: whoever reads the copy reads the data
 * @param takeOver whether it was taken over, and what for
 * @param image what its group keeps of an earlier image
 */
public record CopyStatistics(
    CopyStatus status,
    int pending,
    int waiting,
    double journalFill,
    Optional<String> stalled,
    boolean plain,
    TakeOverStatus takeOver,
    ImageStatus image) {}
