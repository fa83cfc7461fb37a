/** Initiators that mean harm, against a real server over real sockets. */
@NullMarked
package io.sealcopy.target.hostile;

import org.jspecify.annotations.NullMarked;
