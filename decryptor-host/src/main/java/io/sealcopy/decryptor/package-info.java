/** Turns a sealed copy back into plaintext, in place, through SCSI alone. */
@NullMarked
package io.sealcopy.decryptor;

import org.jspecify.annotations.NullMarked;
