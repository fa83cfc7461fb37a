/** Volumes, journals and tables on files: the only module that touches files. */
@NullMarked
package io.sealcopy.storage;

import org.jspecify.annotations.NullMarked;
