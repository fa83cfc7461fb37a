/** Third-party copy: the copy manager of each unit. SPC-4 §5.17, §6.4. */
@NullMarked
package io.sealcopy.target.scsi.copy;

import org.jspecify.annotations.NullMarked;
