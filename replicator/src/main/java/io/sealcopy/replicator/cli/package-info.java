/** The command lines {@code sealcopy main} and {@code sealcopy pair}. */
@NullMarked
package io.sealcopy.replicator.cli;

import org.jspecify.annotations.NullMarked;
