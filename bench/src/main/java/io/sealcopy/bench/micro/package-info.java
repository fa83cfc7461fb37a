/**
 * The inner loops of the data path under JMH, each beside the least that a program must do with the
 * same bytes, and the speed of the ciphers.
 */
@NullMarked
package io.sealcopy.bench.micro;

import org.jspecify.annotations.NullMarked;
