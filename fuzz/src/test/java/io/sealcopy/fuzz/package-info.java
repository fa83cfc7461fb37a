/** Fuzz targets: what takes bytes from outside, and what must hold whatever they are. */
@NullMarked
package io.sealcopy.fuzz;

import org.jspecify.annotations.NullMarked;
