/** Makes, opens, shows and deletes pairs: their definitions, keys and directories. */
@NullMarked
package io.sealcopy.replicator.manage;

import org.jspecify.annotations.NullMarked;
