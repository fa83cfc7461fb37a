/** SCSI command descriptor blocks, status and sense data (SAM-5, SPC-4, SBC-3). */
@NullMarked
package io.sealcopy.protocol.scsi;

import org.jspecify.annotations.NullMarked;
