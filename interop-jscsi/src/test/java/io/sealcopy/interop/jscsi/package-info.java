/** jSCSI, which shares no code with us, as a peer of our codec and our target. */
@NullMarked
package io.sealcopy.interop.jscsi;

import org.jspecify.annotations.NullMarked;
