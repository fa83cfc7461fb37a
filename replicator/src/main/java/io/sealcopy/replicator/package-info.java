/** The main centre: serves volumes and copies every change, sealed. */
@NullMarked
package io.sealcopy.replicator;

import org.jspecify.annotations.NullMarked;
