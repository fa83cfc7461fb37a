/** What every iSCSI PDU and session has in common (RFC 7143): header, numbers, AHS, digests. */
@NullMarked
package io.sealcopy.protocol.iscsi;

import org.jspecify.annotations.NullMarked;
