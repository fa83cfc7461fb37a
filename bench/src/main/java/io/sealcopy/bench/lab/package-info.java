/** What a measurement stands on: processes, their processor time, files, free ports. */
@NullMarked
package io.sealcopy.bench.lab;

import org.jspecify.annotations.NullMarked;
