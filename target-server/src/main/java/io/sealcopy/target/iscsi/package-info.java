/** The iSCSI target's side of RFC 7143: framing, login, sessions and tasks, without a network. */
@NullMarked
package io.sealcopy.target.iscsi;

import org.jspecify.annotations.NullMarked;
