/** Vital product data and mode pages, one page a file. */
@NullMarked
package io.sealcopy.target.scsi.page;

import org.jspecify.annotations.NullMarked;
