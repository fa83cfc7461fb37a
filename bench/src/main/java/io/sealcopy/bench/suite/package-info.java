/** The rows themselves, a file for each thing that is compared. */
@NullMarked
package io.sealcopy.bench.suite;

import org.jspecify.annotations.NullMarked;
