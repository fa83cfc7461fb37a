package io.sealcopy.replicator.pair;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A copy's far end. Ours (docs/decisions/003): WRITEs are counted in the order they came, durable
 * in batches, then acknowledged. Foreign: WRITEs are done in any order into a cache; only a flush
 * makes durable what was acknowledged.
 */
final class SimRemote {
  /** A WRITE or, without data, a flush, that came over {@code nexus}. */
  private record Command(long nexus, long token, long lba, ByteBuffer data) {
    boolean isFlush() {
      return data.limit() == 0;
    }
  }

  interface Answer {
    void acknowledged(long nexus, long token);
  }

  private final boolean foreign;
  private final int blockLength;
  private final Random random;
  private final Answer answer;
  private final ArrayDeque<Command> received = new ArrayDeque<>();
  private final List<Command> cached = new ArrayList<>();
  final long[] image;
  private final long[] durable;
  private long arrivals;

  SimRemote(boolean foreign, int blocks, int blockLength, Random random, Answer answer) {
    this.foreign = foreign;
    this.blockLength = blockLength;
    this.random = random;
    this.answer = answer;
    this.image = new long[blocks];
    this.durable = new long[blocks];
  }

  static long mask(long lba) {
    return (lba + 1) * 0x9E37_79B9_7F4A_7C15L;
  }

  /** The sealing of the simulation: its own inverse, different at each address. */
  static void seal(int blockLength, long lba, ByteBuffer plain, ByteBuffer sealed) {
    for (long block = lba; plain.hasRemaining(); block++) {
      for (int i = 0; i < blockLength; i += Long.BYTES) {
        sealed.putLong(plain.getLong() ^ mask(block));
      }
    }
  }

  long arrivals() {
    return arrivals;
  }

  void receive(long nexus, long token, long lba, ByteBuffer data) {
    received.add(new Command(nexus, token, lba, data));
  }

  /** Does a little: whether there was anything to do. */
  boolean step() {
    if (received.isEmpty()) {
      return false;
    }
    if (foreign) {
      foreignStep();
    } else {
      for (int i = 1 + random.nextInt(received.size()); i > 0; i--) {
        Command command = received.removeFirst();
        arrivals++;
        apply(command);
        answer.acknowledged(command.nexus, command.token);
      }
    }
    return true;
  }

  private void foreignStep() {
    List<Command> all = new ArrayList<>(received);
    Command command = all.get(random.nextInt(all.size()));
    received.remove(command);
    if (command.isFlush()) {
      System.arraycopy(image, 0, durable, 0, image.length);
      cached.clear();
    } else {
      apply(command);
      cached.add(command);
    }
    answer.acknowledged(command.nexus, command.token);
  }

  private void apply(Command command) {
    apply(command, image);
  }

  private void apply(Command command, long[] to) {
    for (int i = 0; i < command.data.limit() / blockLength; i++) {
      long lba = command.lba + i;
      to[(int) lba] = command.data.getLong(i * blockLength) ^ mask(lba);
    }
  }

  /** The nexus ended: what was received is still done, or part of it, or nothing. */
  void disconnected() {
    int done = random.nextInt(received.size() + 1);
    while (!received.isEmpty()) {
      Command command = received.removeFirst();
      if (foreign ? random.nextBoolean() : done-- > 0) {
        if (!command.isFlush()) {
          arrivals++;
          apply(command);
          cached.add(command);
        }
      }
    }
  }

  /** Power is lost: ours keeps what it acknowledged; a cache keeps any part of itself. */
  void powerCut() {
    received.clear();
    if (foreign) {
      System.arraycopy(durable, 0, image, 0, image.length);
      for (Command command : cached) {
        if (random.nextBoolean()) {
          apply(command);
        }
      }
      System.arraycopy(image, 0, durable, 0, image.length);
      cached.clear();
    }
  }
}
