/** The SCSI target device: command table and pipeline, logical units, nexuses, reservations. */
@NullMarked
package io.sealcopy.target.scsi;

import org.jspecify.annotations.NullMarked;
