/** The command line of the remote centre. */
@NullMarked
package io.sealcopy.target.cli;

import org.jspecify.annotations.NullMarked;
