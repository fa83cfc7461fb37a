/** The pair engine: one ordered, crash-safe stream of sealed changes a consistency group. */
@NullMarked
package io.sealcopy.replicator.pair;

import org.jspecify.annotations.NullMarked;
