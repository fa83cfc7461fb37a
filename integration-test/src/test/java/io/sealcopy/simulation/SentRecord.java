package io.sealcopy.simulation;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** One record on a sealed link that is not acknowledged. */
final class SentRecord {
  final SimMember member;
  final long token;

  /** The connection that it went over last. */
  @Nullable SimLine over;

  private ByteBuffer head;
  private ByteBuffer rest;

  SentRecord(SimMember member, long token, ByteBuffer head, ByteBuffer rest) {
    this.member = member;
    this.token = token;
    this.head = head;
    this.rest = rest;
  }

  ByteBuffer copy() {
    return ByteBuffer.allocate(head.remaining() + rest.remaining())
        .put(head.duplicate())
        .put(rest.duplicate())
        .flip();
  }

  /** The sender's memory is its own again. */
  void detach() {
    head = copy();
    rest = ByteBuffer.allocate(0);
  }
}
