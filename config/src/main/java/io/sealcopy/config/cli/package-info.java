/**
 * What every command line of Sealcopy shares: options, errors, exit codes, progress, JSON, logs.
 */
@NullMarked
package io.sealcopy.config.cli;

import org.jspecify.annotations.NullMarked;
