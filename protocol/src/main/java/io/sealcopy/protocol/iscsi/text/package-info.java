/** Text keys of login and text requests, and their negotiation (RFC 7143 §6 and §13). */
@NullMarked
package io.sealcopy.protocol.iscsi.text;

import org.jspecify.annotations.NullMarked;
