/** Volumes that only a main centre has: switchable ones, and LUNs of other targets. */
@NullMarked
package io.sealcopy.replicator.volume;

import org.jspecify.annotations.NullMarked;
