/** iSCSI PDUs, SCSI command descriptor blocks and the formats of Sealcopy. */
@NullMarked
package io.sealcopy.protocol;

import org.jspecify.annotations.NullMarked;
