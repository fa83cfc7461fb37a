/**
 * The remote centre's sealed copies: changes are journalled, put in place and kept in the table.
 */
@NullMarked
package io.sealcopy.target.remote;

import org.jspecify.annotations.NullMarked;
