/** The command line of the benchmark. */
@NullMarked
package io.sealcopy.bench.cli;

import org.jspecify.annotations.NullMarked;
