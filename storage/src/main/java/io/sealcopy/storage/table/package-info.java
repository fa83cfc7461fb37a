/** The encryption table: which blocks of a copy are ciphertext, kept through every crash. */
@NullMarked
package io.sealcopy.storage.table;

import org.jspecify.annotations.NullMarked;
