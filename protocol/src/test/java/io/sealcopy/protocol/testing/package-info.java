/**
 * Helpers for the tests of all modules: spec pages read as data, and seeds that can be replayed.
 */
@NullMarked
package io.sealcopy.protocol.testing;

import org.jspecify.annotations.NullMarked;
