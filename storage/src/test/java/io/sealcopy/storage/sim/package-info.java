/** Simulated files for tests: every crash, torn write and lost sync by one seed. */
@NullMarked
package io.sealcopy.storage.sim;

import org.jspecify.annotations.NullMarked;
