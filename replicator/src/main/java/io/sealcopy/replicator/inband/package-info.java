/** Pair commands that an initiator gives in band, on the volume itself. */
@NullMarked
package io.sealcopy.replicator.inband;

import org.jspecify.annotations.NullMarked;
