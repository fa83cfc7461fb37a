/** Sealing suites, key derivation and key envelopes. */
@NullMarked
package io.sealcopy.crypto;

import org.jspecify.annotations.NullMarked;
