/** The target's network: the only package that knows Netty. */
@NullMarked
package io.sealcopy.target.net;

import org.jspecify.annotations.NullMarked;
