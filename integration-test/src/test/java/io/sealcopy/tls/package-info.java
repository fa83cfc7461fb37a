/** Links in mutual TLS: real target, real initiator, in one process. */
@NullMarked
package io.sealcopy.tls;

import org.jspecify.annotations.NullMarked;
