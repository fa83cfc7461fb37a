/** Files as the formats see them: positional reads, positional writes and an explicit sync. */
@NullMarked
package io.sealcopy.storage.file;

import org.jspecify.annotations.NullMarked;
