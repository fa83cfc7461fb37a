/**
 * How sealed changes cross to the remote: plain iSCSI writes to our remote centre or to any target.
 */
@NullMarked
package io.sealcopy.replicator.link;

import org.jspecify.annotations.NullMarked;
