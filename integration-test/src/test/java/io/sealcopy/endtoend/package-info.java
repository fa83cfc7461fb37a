/** Tests of the real programs, with real initiators, foreign targets and a Linux guest. */
@NullMarked
package io.sealcopy.endtoend;

import org.jspecify.annotations.NullMarked;
