package io.sealcopy.config;

/**
 * A place to copy to, as {@code pair create} names it.
 *
 * @param name what people call it
 */
public record RemoteSystemConfig(String name, EndpointConfig endpoint) {}
