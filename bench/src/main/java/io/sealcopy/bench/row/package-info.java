/** Rows of the benchmark: what is compared, what came out, what was to be reached. */
@NullMarked
package io.sealcopy.bench.row;

import org.jspecify.annotations.NullMarked;
