/** Reads configuration files: everything is checked, and all problems are reported at once. */
@NullMarked
package io.sealcopy.config.read;

import org.jspecify.annotations.NullMarked;
