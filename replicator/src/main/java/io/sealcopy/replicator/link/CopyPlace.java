package io.sealcopy.replicator.link;

import io.sealcopy.initiator.IscsiUrl;
import java.util.Optional;

/**
 * Where one volume of a group is copied to; all volumes of a group are at one target.
 *
 * @param copy what our remote compares
 * @param reservationKey of a foreign target that has persistent reservations; empty: it has none,
 *     or has not been asked
 */
public record CopyPlace(IscsiUrl url, CopyIdentity copy, Optional<Long> reservationKey) {}
