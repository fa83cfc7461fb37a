/** Key records: who may unwrap a group's key, as bytes that can be kept without holding one. */
@NullMarked
package io.sealcopy.protocol.key;

import org.jspecify.annotations.NullMarked;
