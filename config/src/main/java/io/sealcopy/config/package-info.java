/** What a person gives to a program: configuration files and command lines. */
@NullMarked
package io.sealcopy.config;

import org.jspecify.annotations.NullMarked;
