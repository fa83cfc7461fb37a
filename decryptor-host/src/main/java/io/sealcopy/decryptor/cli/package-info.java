/** The command line of the decryptor: {@code decrypt}, {@code table} and {@code key}. */
@NullMarked
package io.sealcopy.decryptor.cli;

import org.jspecify.annotations.NullMarked;
