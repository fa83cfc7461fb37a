/** CHAP for iSCSI login (RFC 7143 §12.1.3, RFC 1994), both roles, computations only. */
@NullMarked
package io.sealcopy.protocol.iscsi.auth;

import org.jspecify.annotations.NullMarked;
