/**
 * Helpers for the tests of all modules: spec pages read as data, seeds that can be replayed, and a
 * relay between an initiator and a target.
 */
@NullMarked
package io.sealcopy.protocol.testing;

import org.jspecify.annotations.NullMarked;
