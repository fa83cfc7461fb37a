package io.sealcopy.target.remote;

import io.sealcopy.protocol.vendor.CopyStatus.Fault;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What opening a copy's files came to. Unbound: nothing but the geometry. Faulty: what could be
 * read, and the fault.
 *
 * @param parts null when unbound, or when the fault leaves nothing to work on
 * @param state null when unbound or unreadable
 * @param answers what can still be told of the table
 * @param replayed records applied again
 */
public record CopyOpening(
    @Nullable CopyParts parts,
    @Nullable CopyState state,
    @Nullable TableAnswers answers,
    Optional<Fault> fault,
    int replayed) {}
