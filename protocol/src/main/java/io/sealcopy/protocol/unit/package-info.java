/** What a logical unit keeps on disk. */
@NullMarked
package io.sealcopy.protocol.unit;

import org.jspecify.annotations.NullMarked;
