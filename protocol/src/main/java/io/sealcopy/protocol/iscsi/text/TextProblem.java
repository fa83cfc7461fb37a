package io.sealcopy.protocol.iscsi.text;

/**
 * Why text was refused.
 *
 * @param key the key concerned, or what stood in its place; empty if none
 * @param problem what is wrong, naming the key, never a credential
 */
public record TextProblem(String key, String problem) implements ParsedText {}
