/** Tests of the code base itself: which module may use what, and how its files look. */
@NullMarked
package io.sealcopy.codebase;

import org.jspecify.annotations.NullMarked;
