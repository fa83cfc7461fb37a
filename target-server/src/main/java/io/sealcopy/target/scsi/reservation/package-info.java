/** Reservations of a logical unit: persistent ones (SPC-4 §5.13) and RESERVE(6) of SPC-2. */
@NullMarked
package io.sealcopy.target.scsi.reservation;

import org.jspecify.annotations.NullMarked;
