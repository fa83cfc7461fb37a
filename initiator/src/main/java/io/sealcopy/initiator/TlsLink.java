package io.sealcopy.initiator;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * TLS over a TCP connection. Many records leave with one write. Buffers lie on the heap: there the
 * JDK's ciphers work in place, while from direct memory they copy.
 */
final class TlsLink implements SecuredLink {
  /** Sixteen records of the longest kind. */
  private static final int OUT = 16;

  private static final int IN = 4;

  private static final Duration CLOSE = Duration.ofMillis(100);
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final SocketChannel channel;
  private final SSLEngine engine;

  /** For {@link #out} and for what the engine makes of it: one record after the other. */
  private final ReentrantLock writing = new ReentrantLock();

  private final int record;
  private final ByteBuffer out;
  private final ByteBuffer in;

  /** What was opened and did not fit into the reader's buffer; ready to be read. */
  private final ByteBuffer opened;

  private boolean handshaken;
  private boolean ended;

  private TlsLink(SocketChannel channel, SSLEngine engine) {
    this.channel = channel;
    this.engine = engine;
    record = engine.getSession().getPacketBufferSize();
    out = ByteBuffer.allocate(OUT * record);
    in = ByteBuffer.allocate(IN * record).limit(0);
    opened = ByteBuffer.allocate(engine.getSession().getApplicationBufferSize()).limit(0);
  }

  /**
   * Does the handshake, which blocks until the other side has answered.
   *
   * @throws IOException saying what one side did not like of the other
   */
  static TlsLink handshake(SocketChannel channel, SSLEngine engine) throws IOException {
    TlsLink link = new TlsLink(channel, engine);
    engine.beginHandshake();
    try {
      HandshakeStatus status = engine.getHandshakeStatus();
      while (status != HandshakeStatus.NOT_HANDSHAKING && status != HandshakeStatus.FINISHED) {
        status = link.step(status);
      }
    } catch (SSLException e) {
      link.sayWhy();
      throw explained(e);
    }
    link.handshaken = true;
    return link;
  }

  private HandshakeStatus step(HandshakeStatus status) throws IOException {
    switch (status) {
      case NEED_TASK -> runTasks();
      case NEED_WRAP -> wrapOwn();
      case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
        if (!unwrap(null)) {
          throw new EOFException("the other side closed the connection in its TLS handshake");
        }
      }
      case NOT_HANDSHAKING, FINISHED -> {}
    }
    return engine.getHandshakeStatus();
  }

  private void runTasks() {
    for (Runnable task = engine.getDelegatedTask();
        task != null;
        task = engine.getDelegatedTask()) {
      task.run();
    }
  }

  /** Sends the alert that tells the other side what was wrong with it, if it still listens. */
  private void sayWhy() {
    try {
      while (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
        wrapOwn();
      }
    } catch (IOException _) {
      // Then it stays without a reason: the connection is closed in any case.
    }
  }

  /** Sends what the engine has to say of its own. */
  private void wrapOwn() throws IOException {
    writing.lock();
    try {
      engine.wrap(NOTHING, out);
      send();
    } finally {
      writing.unlock();
    }
  }

  private void send() throws IOException {
    out.flip();
    try {
      while (out.hasRemaining()) {
        channel.write(out);
      }
    } finally {
      out.clear();
    }
  }

  @Override
  public int read(ByteBuffer target) throws IOException {
    if (opened.hasRemaining()) {
      int length = Math.min(opened.remaining(), target.remaining());
      target.put(target.position(), opened, opened.position(), length);
      target.position(target.position() + length);
      opened.position(opened.position() + length);
      return length;
    }
    int start = target.position();
    try {
      while (target.position() == start) {
        if (ended || !unwrap(target)) {
          return -1;
        }
        if (opened.hasRemaining()) {
          return read(target);
        }
      }
    } catch (SSLException e) {
      throw explained(e);
    }
    return target.position() - start;
  }

  /**
   * Opens one record, into {@code target} if there is one and it has room, else aside.
   *
   * @return false when the other side has ended the connection
   */
  private boolean unwrap(@Nullable ByteBuffer target) throws IOException {
    ByteBuffer into = target;
    while (true) {
      SSLEngineResult result = into == null ? unwrapAside() : engine.unwrap(in, into);
      switch (result.getStatus()) {
        case BUFFER_UNDERFLOW -> {
          if (!fill()) {
            return false;
          }
        }
        case BUFFER_OVERFLOW -> {
          // The engine says so before it looks whether the record is here.
          if (into == null) {
            throw new SSLException("a record that is longer than TLS allows");
          }
          into = null;
        }
        case OK, CLOSED -> {
          ended = result.getStatus() == SSLEngineResult.Status.CLOSED;
          betweenData(result.getHandshakeStatus());
          return !ended;
        }
      }
    }
  }

  private SSLEngineResult unwrapAside() throws SSLException {
    opened.clear();
    try {
      return engine.unwrap(in, opened);
    } finally {
      opened.flip();
    }
  }

  private void betweenData(HandshakeStatus status) throws IOException {
    if (handshaken && status == HandshakeStatus.NEED_TASK) {
      runTasks();
    } else if (handshaken && status == HandshakeStatus.NEED_WRAP) {
      answerLater();
    }
  }

  private static IOException explained(SSLException failure) {
    String message = String.valueOf(failure.getMessage());
    boolean ours = message.contains("Received fatal alert") && message.contains("certificate");
    return new IOException(
        (ours ? "the other side does not accept our certificate: " : "no TLS: ") + message,
        failure);
  }

  /**
   * Sends what a message between the data asks for (RFC 8446 §4.6.3), unless the writer is at work:
   * then that takes it along with its next record, and nobody waits for a peer that does not read.
   */
  private void answerLater() throws IOException {
    if (!writing.tryLock()) {
      return;
    }
    try {
      if (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
        engine.wrap(NOTHING, out);
        send();
      }
    } finally {
      writing.unlock();
    }
  }

  private boolean fill() throws IOException {
    in.compact();
    try {
      return channel.read(in) >= 0;
    } finally {
      in.flip();
    }
  }

  @Override
  public int write(ByteBuffer source) throws IOException {
    return (int) write(new ByteBuffer[] {source}, 0, 1);
  }

  @Override
  public long write(ByteBuffer[] sources) throws IOException {
    return write(sources, 0, sources.length);
  }

  /** Writes all of it. */
  @Override
  public long write(ByteBuffer[] sources, int offset, int length) throws IOException {
    writing.lock();
    try {
      long written = 0;
      int first = offset;
      int end = offset + length;
      while (true) {
        while (first < end && !sources[first].hasRemaining()) {
          first++;
        }
        if (first == end || out.remaining() < record) {
          send();
        }
        if (first == end) {
          return written;
        }
        SSLEngineResult result = engine.wrap(sources, first, end - first, out);
        if (result.getStatus() != SSLEngineResult.Status.OK) {
          throw new IOException("the TLS connection takes nothing more: " + result.getStatus());
        }
        written += result.bytesConsumed();
      }
    } finally {
      writing.unlock();
    }
  }

  @Override
  public boolean isOpen() {
    return channel.isOpen();
  }

  /** Says that nothing more comes, unless the other side takes nothing. */
  @Override
  public void close() throws IOException {
    if (channel.isOpen()) {
      Thread notice = Threads.start("close", String.valueOf(channel), this::closeNotify);
      try {
        notice.join(CLOSE);
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
    }
    channel.close();
  }

  private void closeNotify() {
    if (!writing.tryLock()) {
      return;
    }
    try {
      engine.closeOutbound();
      engine.wrap(NOTHING, out);
      send();
    } catch (IOException _) {
      // The other side then sees an end without notice, which iSCSI does not mind.
    } finally {
      writing.unlock();
    }
  }
}
