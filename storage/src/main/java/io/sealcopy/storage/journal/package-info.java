/** Journals: records in order, and the log of what may have changed since they were durable. */
@NullMarked
package io.sealcopy.storage.journal;

import org.jspecify.annotations.NullMarked;
