/** The sealed record: one format in the journal, on the wire and in the log volume. */
@NullMarked
package io.sealcopy.protocol.record;

import org.jspecify.annotations.NullMarked;
