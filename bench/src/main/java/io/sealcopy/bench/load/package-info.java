/** What draws or sends blocks, and says how fast. */
@NullMarked
package io.sealcopy.bench.load;

import org.jspecify.annotations.NullMarked;
