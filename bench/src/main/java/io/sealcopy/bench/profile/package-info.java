/** What our servers do while they are measured: flame graphs, and their main branches as text. */
@NullMarked
package io.sealcopy.bench.profile;

import org.jspecify.annotations.NullMarked;
