/**
 * What a person gives to a program, as checked and frozen records: plain values, no other module.
 */
@NullMarked
package io.sealcopy.config;

import org.jspecify.annotations.NullMarked;
