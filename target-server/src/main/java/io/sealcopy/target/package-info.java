/** An iSCSI target as a program part: a server, its settings, its metrics and its threads. */
@NullMarked
package io.sealcopy.target;

import org.jspecify.annotations.NullMarked;
