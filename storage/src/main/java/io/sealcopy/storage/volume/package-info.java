/** The seam between commands that read and change blocks and the places where blocks live. */
@NullMarked
package io.sealcopy.storage.volume;

import org.jspecify.annotations.NullMarked;
