package io.sealcopy.target.remote;

import io.sealcopy.protocol.vendor.CopyStatus.Fault;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What opening a group's files came to.
 *
 * @param members each with what could be read of it
 * @param image of the members, after every record that could be applied
 * @param parts null when a fault leaves nothing to work on
 * @param state null when unreadable
 * @param replayed records applied again
 * @param files how more of them are made
 */
public record GroupOpening(
    UUID groupId,
    List<CopyMember> members,
    GroupImage image,
    @Nullable GroupParts parts,
    @Nullable GroupState state,
    Optional<Fault> fault,
    int replayed,
    GroupFiles files) {}
