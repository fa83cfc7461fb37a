package io.sealcopy.replicator.pair;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What is in flight on the link, bounded, in the order in which it was sent. */
final class ShippingWindow {
  private final GroupParameters parameters;
  private final ArrayDeque<Flight> flights = new ArrayDeque<>();
  private final ArrayDeque<Flight> spare = new ArrayDeque<>();
  private @Nullable ShippingArena arena;
  private int bytesInFlight;
  private long nextToken;

  /**
   * @param firstToken that it gives out; those below are free for others
   */
  ShippingWindow(GroupParameters parameters, long firstToken) {
    this.parameters = parameters;
    this.nextToken = firstToken;
  }

  boolean isEmpty() {
    return flights.isEmpty();
  }

  boolean isFull() {
    return flights.size() >= parameters.windowWrites();
  }

  boolean isHalfFull() {
    return 2 * flights.size() >= parameters.windowWrites()
        || 2L * bytesInFlight >= parameters.windowBytes();
  }

  int bytesInFlight() {
    return bytesInFlight;
  }

  /** Whether so many bytes more may be in flight. */
  boolean hasRoom(int bytes) {
    return bytesInFlight == 0 || bytesInFlight + bytes <= parameters.windowBytes();
  }

  /** A flight with a new token that costs no memory yet; {@link #add} or {@link #drop} follows. */
  Flight next() {
    Flight flight = spare.isEmpty() ? new Flight() : spare.removeFirst();
    flight.token = nextToken++;
    flight.done = false;
    flight.arenaCost = 0;
    return flight;
  }

  /** Memory for the flight's bytes, or null when there is none now. */
  @Nullable ByteBuffer memory(Flight flight) {
    ByteBuffer bytes = arena().take(flight.bytes);
    if (bytes != null) {
      flight.arenaCost = arena().lastCost();
    }
    return bytes;
  }

  void add(Flight flight) {
    flights.add(flight);
    bytesInFlight += flight.bytes;
  }

  /** It was not sent. */
  void drop(Flight flight) {
    spare.add(flight);
  }

  /** Whether a WRITE of any of these blocks is not complete yet. */
  boolean touches(int member, long lba, long end) {
    for (Flight flight : flights) {
      if (!flight.done
          && flight.member == member
          && flight.lba < end
          && lba < flight.lba + flight.blocks) {
        return true;
      }
    }
    return false;
  }

  /** A flight is complete; those with nothing incomplete before them are taken out. */
  void acknowledged(long token, Consumer<Flight> taken) {
    for (Flight flight : flights) {
      if (flight.token == token) {
        flight.done = true;
        break;
      }
    }
    while (!flights.isEmpty() && flights.getFirst().done) {
      Flight flight = flights.removeFirst();
      if (flight.arenaCost > 0) {
        arena().free(flight.arenaCost);
      }
      bytesInFlight -= flight.bytes;
      taken.accept(flight);
      spare.add(flight);
    }
  }

  /** Nothing is in flight any more, and nobody reads the memory. */
  void clear() {
    if (arena != null) {
      arena.clear();
    }
    forget();
  }

  /** Nothing in flight is waited for, but its memory may still be read: it is not used again. */
  void abandon() {
    arena = null;
    forget();
  }

  private void forget() {
    spare.addAll(flights);
    flights.clear();
    bytesInFlight = 0;
  }

  private ShippingArena arena() {
    ShippingArena known = arena;
    if (known == null) {
      known = new ShippingArena(parameters.windowBytes());
      arena = known;
    }
    return known;
  }
}
