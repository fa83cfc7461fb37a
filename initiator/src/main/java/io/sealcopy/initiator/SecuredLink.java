package io.sealcopy.initiator;

import java.nio.channels.GatheringByteChannel;
import java.nio.channels.ReadableByteChannel;

/**
 * A blocking byte channel. One thread may read while another writes; closing it from any thread
 * ends both.
 */
public interface SecuredLink extends ReadableByteChannel, GatheringByteChannel {}
