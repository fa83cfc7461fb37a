/** The ring that holds a journal's records in one preallocated file. */
@NullMarked
package io.sealcopy.protocol.ring;

import org.jspecify.annotations.NullMarked;
