/** What can happen to a pair, one situation a file, both centres in the test's own process. */
@NullMarked
package io.sealcopy.scenario;

import org.jspecify.annotations.NullMarked;
