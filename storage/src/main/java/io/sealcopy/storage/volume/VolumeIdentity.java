package io.sealcopy.storage.volume;

import java.util.UUID;

/**
 * Who a volume is.
 *
 * @param id names the volume for ever
 * @param incarnation changes when its contents were lost or swapped
 */
public record VolumeIdentity(UUID id, UUID incarnation) {}
