/** The programs that are measured: ours and those of others. */
@NullMarked
package io.sealcopy.bench.peer;

import org.jspecify.annotations.NullMarked;
