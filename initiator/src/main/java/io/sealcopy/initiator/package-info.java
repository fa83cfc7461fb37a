/** An iSCSI initiator (RFC 7143) on blocking sockets and virtual threads. */
@NullMarked
package io.sealcopy.initiator;

import org.jspecify.annotations.NullMarked;
