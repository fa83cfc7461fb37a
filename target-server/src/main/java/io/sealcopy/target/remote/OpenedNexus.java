package io.sealcopy.target.remote;

import io.sealcopy.protocol.record.SealSuite;
import io.sealcopy.protocol.vendor.OpenNexus;

/**
 * The replication nexus that is open.
 *
 * @param nexus the session
 * @param opening never used twice
 * @param suite of the key record
 */
record OpenedNexus(long nexus, long opening, OpenNexus list, SealSuite suite) {}
