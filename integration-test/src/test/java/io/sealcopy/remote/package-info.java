/** The remote centre as a process of its own, over the wire. */
@NullMarked
package io.sealcopy.remote;

import org.jspecify.annotations.NullMarked;
