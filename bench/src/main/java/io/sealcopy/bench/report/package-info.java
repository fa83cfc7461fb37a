/** What the benchmark gave, for people and for programs. */
@NullMarked
package io.sealcopy.bench.report;

import org.jspecify.annotations.NullMarked;
