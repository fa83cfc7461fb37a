/**
 * The whole system on one thread by one seed: main centre, link, remote centre, decryptors, disks.
 */
@NullMarked
package io.sealcopy.simulation;

import org.jspecify.annotations.NullMarked;
