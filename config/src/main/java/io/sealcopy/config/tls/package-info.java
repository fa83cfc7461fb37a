/** TLS contexts of what the configuration says, made with the JDK alone. */
@NullMarked
package io.sealcopy.config.tls;

import org.jspecify.annotations.NullMarked;
