package io.sealcopy.replicator.pair;

import io.sealcopy.replicator.link.LinkTrouble;
import io.sealcopy.replicator.link.RemoteKind;
import io.sealcopy.replicator.link.ReplicationLink;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.function.Consumer;
import java.util.function.IntUnaryOperator;

/** A link that delays and cuts. Bytes are taken from the buffer only when they are delivered. */
final class SimLink implements ReplicationLink {
  private record Message(long token, long lba, ByteBuffer data) {}

  private final boolean foreign;
  private final IntUnaryOperator startOf;
  private final SimRemote remote;
  private final Consumer<GroupEvent> post;
  private final ArrayDeque<Message> underWay = new ArrayDeque<>();
  private boolean away;
  private LinkTrouble.Kind trouble = LinkTrouble.Kind.AWAY;
  private boolean opening;
  private boolean up;
  private long nexus;
  private boolean forgetsArrivals;
  private long firstArrivals = -1;

  /**
   * @param startOf number of a member's first block at the remote
   */
  SimLink(boolean foreign, IntUnaryOperator startOf, SimRemote remote, Consumer<GroupEvent> post) {
    this.foreign = foreign;
    this.startOf = startOf;
    this.remote = remote;
    this.post = post;
  }

  /** A planted bug: what arrived before a reconnect is not counted, so that it is sent again. */
  void forgetArrivals() {
    forgetsArrivals = true;
  }

  /** Why it is lost from now on. */
  void loseAs(LinkTrouble.Kind newKind) {
    trouble = newKind;
  }

  void setAway(boolean value) {
    away = value;
    if (away) {
      cut();
    }
  }

  @Override
  public void open(long number) {
    endOld();
    nexus = number;
    opening = true;
  }

  @Override
  public void write(long number, long token, int member, long lba, ByteBuffer data) {
    if (up && number == nexus) {
      underWay.add(new Message(token, startOf.applyAsInt(member) + lba, data));
    }
  }

  @Override
  public void flush(long number, long token) {
    if (up && number == nexus) {
      underWay.add(new Message(token, 0, ByteBuffer.allocate(0)));
    }
  }

  @Override
  public void close() {
    cut();
  }

  /** Does a little: whether there was anything to do. */
  boolean step() {
    if (opening) {
      opening = false;
      if (away) {
        post.accept(new GroupEvent.LinkLost(nexus, trouble()));
      } else {
        remote.disconnected();
        up = true;
        post.accept(new GroupEvent.LinkOpened(nexus, kind()));
      }
      return true;
    }
    Message message = underWay.pollFirst();
    if (message == null) {
      return false;
    }
    ByteBuffer bytes = ByteBuffer.allocate(message.data.remaining());
    bytes.put(message.data.duplicate()).flip();
    remote.receive(nexus, message.token, message.lba, bytes);
    return true;
  }

  private RemoteKind kind() {
    if (foreign) {
      return new RemoteKind.Foreign(true);
    }
    long arrivals = remote.arrivals();
    firstArrivals = firstArrivals < 0 ? arrivals : firstArrivals;
    return new RemoteKind.Ours(forgetsArrivals ? Math.max(firstArrivals, arrivals - 2) : arrivals);
  }

  /** The connection breaks. */
  void cut() {
    if (up || opening) {
      post.accept(new GroupEvent.LinkLost(nexus, trouble()));
    }
    endOld();
  }

  private void endOld() {
    up = false;
    opening = false;
    underWay.clear();
  }

  private LinkTrouble trouble() {
    return new LinkTrouble(trouble, "cut by the simulation");
  }

  void acknowledged(long number, long token) {
    if (up && number == nexus) {
      post.accept(new GroupEvent.Acknowledged(number, token));
    }
  }
}
