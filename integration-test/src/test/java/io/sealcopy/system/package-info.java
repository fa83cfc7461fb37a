/** Programs as processes, killed and started again, on loopback. */
@NullMarked
package io.sealcopy.system;

import org.jspecify.annotations.NullMarked;
