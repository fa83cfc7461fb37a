/** The activity log: which regions of a volume may have changed without being in the journal. */
@NullMarked
package io.sealcopy.protocol.activity;

import org.jspecify.annotations.NullMarked;
