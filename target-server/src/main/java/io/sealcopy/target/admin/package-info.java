/** The HTTP server of a program: metrics, health, and the JSON API behind a token. */
@NullMarked
package io.sealcopy.target.admin;

import org.jspecify.annotations.NullMarked;
