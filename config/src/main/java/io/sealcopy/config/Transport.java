package io.sealcopy.config;

/** Which system interface carries the connections. */
public enum Transport {
  /** The best one available here. */
  AUTO,
  IO_URING,
  EPOLL,
  NIO
}
