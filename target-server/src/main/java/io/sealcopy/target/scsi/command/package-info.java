/** The commands, one family a file: its rows of the command table and what they do. */
@NullMarked
package io.sealcopy.target.scsi.command;

import org.jspecify.annotations.NullMarked;
