package io.sealcopy.target.iscsi;

import io.sealcopy.target.scsi.PeerLink;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * One connection's network, as the protocol sees it. Everything but {@link #execute} belongs to the
 * connection's event loop.
 */
public interface Wire {
  /** What a command needs a buffer for. */
  enum Use {
    /** Data-Out, until all of it is here: the peer decides how long that takes. */
    GATHERED,
    /** The command's own work. */
    SCRATCH,
    /** Data-In, which counts towards {@link #congested} until it is sent. */
    DATA_IN
  }

  /** A buffer for an answer or for one PDU: always given, and counted. */
  PooledBuffer allocate(int bytes);

  /** A buffer for a command; null when more than that may not be held. */
  @Nullable PooledBuffer claim(int bytes, Use use);

  /** Queues the first {@code length} bytes and takes the buffer over. */
  void send(PooledBuffer buffer, int length);

  /** Queues a part; the buffer stays the caller's and lives until the part is sent. */
  void sendSlice(PooledBuffer buffer, int offset, int length);

  /** Closes when everything queued is sent; nothing more is received. */
  void closeAfterSending();

  /** Whether the caller runs on the event loop. */
  boolean onLoop();

  /** Runs a task on the event loop; from any thread. */
  void execute(Runnable task);

  /** The loop it lives on now. */
  Loop loop();

  /**
   * Lets the connection live on another loop, then runs {@code moved} there. Nothing is received
   * meanwhile, nor may anything be sent. False if that is not possible: nothing has happened.
   */
  boolean moveTo(Loop other, Runnable moved);

  /** Whether so much is buffered for this peer, or for all, that no new command may begin. */
  boolean congested();

  /** Goes on with received bytes after a pause. */
  void resume();

  /** How it is secured; known once something was received. */
  default PeerLink link() {
    return PeerLink.PLAIN;
  }

  /** Where the initiator reaches us. */
  InetSocketAddress local();

  /** The initiator's address and port, for messages. */
  String peer();

  /** The address the initiator comes from. */
  InetAddress peerAddress();

  /** Runs a task on the event loop after a time, unless that has stopped. */
  void after(long nanos, Runnable task);
}
