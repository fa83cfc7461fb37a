package io.sealcopy.replicator.manage;

import io.sealcopy.replicator.volume.SwitchableVolume;
import io.sealcopy.storage.volume.Volume;

/**
 * A volume of the configuration.
 *
 * @param raw the volume itself
 * @param unit what its logical unit shows
 */
public record ServedVolume(String name, Volume raw, SwitchableVolume unit) {}
