package io.sealcopy.config;

/**
 * A place to copy to, as {@code pair create} names it.
 *
 * @param name what people call it
 * @param plain its links may be without TLS
 */
public record RemoteSystemConfig(String name, EndpointConfig endpoint, boolean plain) {}
