/** Makes access and server settings of what the configuration says. */
@NullMarked
package io.sealcopy.target.configured;

import org.jspecify.annotations.NullMarked;
