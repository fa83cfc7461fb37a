/** The vendor commands of the remote centre and their data; specified in {@code protocol/spec}. */
@NullMarked
package io.sealcopy.protocol.vendor;

import org.jspecify.annotations.NullMarked;
