package io.sealcopy.protocol.iscsi.auth;

/** A name with its secret. */
public record ChapCredentials(String name, ChapSecret secret) {}
