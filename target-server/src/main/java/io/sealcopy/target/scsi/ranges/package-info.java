/** Which operations hold which blocks of a unit, so that some of them are never interrupted. */
@NullMarked
package io.sealcopy.target.scsi.ranges;

import org.jspecify.annotations.NullMarked;
