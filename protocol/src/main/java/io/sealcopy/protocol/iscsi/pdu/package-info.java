/** The 18 PDUs of RFC 7143, one record each: basic header segments only. */
@NullMarked
package io.sealcopy.protocol.iscsi.pdu;

import org.jspecify.annotations.NullMarked;
